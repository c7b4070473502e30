import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { transform } from '@swc/core';

/**
 * Writes the JavaScript of these sources (files or folders, relative to the project) below `target`, so that a test can run them
 * in a process of its own without a build.
 */
export async function transpileTo(target: string, sources: readonly string[]): Promise<void> {
  const project = process.cwd();
  for (const source of sources) {
    const files = source.endsWith('.ts')
      ? [source]
      : (await readdir(join(project, source), { recursive: true })).map(name => join(source, name));
    for (const file of files.filter(name => name.endsWith('.ts') && !name.endsWith('.spec.ts'))) {
      const { code } = await transform(await readFile(join(project, file), 'utf8'), {
        filename: file,
        module: { type: 'es6' },
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      });
      const path = join(target, file.replace(/\.ts$/, '.js'));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, code);
    }
  }
  await writeFile(join(target, 'package.json'), '{"type":"module"}');
  await symlink(join(project, 'node_modules'), join(target, 'node_modules'));
}
