/**
 * User ids that belong to nobody: the range that systemd sets aside for services without an account (61184 to 65519). Each child
 * gets one, so that a limit on the processes of a user is a limit on those of one child, and no child owns what another made.
 */
export const firstSlotUser = 61_184;
export const slotUsers = 4_336;
