import { inPlace } from './place.js';

/** Where the child finds its own folder in a file system of its own. */
export const visibleFolder = '/run';

/**
 * Builds a file system that holds nothing but what the child needs, all of it read-only, and starts the child in it. It is the first
 * process of a new mount namespace, so that nothing of this is seen outside or left behind. Arguments: the child's place, the paths
 * to show, `--`, the program to start with its arguments. The text is constant; nothing is ever put into it.
 */
const script = `set -eu
place=$1 root=$1/${inPlace.root}
shift
show() {
  if [ -d "$1" ]; then
    mkdir -p "$root$2"
  elif [ ! -e "$root$2" ]; then
    mkdir -p "$root\${2%/*}"
    : > "$root$2"
  fi
  mount --bind -o ro,nosuid,nodev "$1" "$root$2"
}
mount -t tmpfs -o mode=0755,size=1m,nosuid,nodev tmpfs "$root"
show "$place/${inPlace.visible}" ${visibleFolder}
while [ "$1" != -- ]; do
  show "$1" "$1"
  shift
done
shift
mkdir "$root/old" "$root/proc"
mount --bind /proc "$root/proc"
mount -o remount,bind,ro,nosuid,nodev "$root"
cd "$root"
pivot_root . old
cd ${visibleFolder}/${inPlace.files}
PATH=/old/usr/sbin:/old/usr/bin:/old/sbin:/old/bin
umount -l /old /proc
unset PATH PWD OLDPWD
exec "$@"
`;

/** Program and arguments that start `command` in a file system of its own; to be run as the first process of a mount namespace. */
export function inPrivateRoot(
  shell: string,
  placeFolder: string,
  paths: readonly string[],
  command: readonly string[],
): string[] {
  return [shell, '-c', script, 'sh', placeFolder, ...paths, '--', ...command];
}
