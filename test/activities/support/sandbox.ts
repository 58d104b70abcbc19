/** Whether this machine lets the tests shut programs in. */
import { spawnSync } from 'node:child_process';

export const sandboxWorks =
  spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', '--proc', '/proc', 'true']).status === 0;

/** For the title of what is left out otherwise. */
export const needsSandbox = 'left out where bubblewrap is not installed or not allowed';
