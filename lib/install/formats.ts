import { Mode } from '../upstream/mode';
import { type Format, show } from '../validate/format';

/** It decides which objects there are, so that it must be known at once. */
export const MODE: Format = {
  allowed: Object.values(Mode).map(show).join(', '),
  accepts: (mode) => (Object.values(Mode) as string[]).includes(mode),
};

/** A path on a node; it becomes a hostPath and a mount path, which may not hold `..` or ":". */
export const NODE_FILE: Format = {
  allowed: 'an absolute path without ":" and ".."',
  accepts: (text) => /^\/[^:\s][^:]*$/.test(text) && text.trimEnd() === text && !text.split('/').includes('..'),
};

export const ANY_WORD: Format = {
  allowed: 'letters, digits, "-", "_" and "."',
  accepts: (text) => /^[-\w.]+$/.test(text),
};

/** Goes into a header of HTTP. */
export const USER_AGENT: Format = {
  allowed: 'printable ASCII characters without "$(", not beginning or ending with a blank',
  accepts: (text) => /^[!-~]([ -~]*[!-~])?$/.test(text) && !text.includes('$('),
};

/** NMI gives these to iptables, which it sets up for IPv4. */
export const IP_ADDRESS: Format = {
  allowed: 'an IPv4 address such as 127.0.0.1',
  accepts: (text) =>
    /^(\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => String(+part) === part && +part < 256),
};
