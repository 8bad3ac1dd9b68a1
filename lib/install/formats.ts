import { Cloud, isCloud } from '../upstream/clouds';
import { Mode } from '../upstream/mode';
import { decodedText } from '../validate/encoded';
import { type Format, show } from '../validate/format';

/** It decides which objects are rendered. */
export const MODE: Format = {
  allowed: Object.values(Mode).map(show).join(', '),
  accepts: (mode) => (Object.values(Mode) as string[]).includes(mode),
};

/** A path on a node. It becomes a hostPath and a mount path, which must not contain `..` or ":". */
export const NODE_FILE: Format = {
  allowed: 'an absolute path without ":" and ".."',
  accepts: (text) => /^\/[^:\s][^:]*$/.test(text) && text.trimEnd() === text && !text.split('/').includes('..'),
};

export const NOT_EMPTY: Format = { allowed: 'a string that is not empty', accepts: (text) => text !== '' };

export const ANY_WORD: Format = {
  allowed: 'letters, digits, "-", "_" and "."',
  accepts: (text) => /^[-\w.]+$/.test(text),
};

/** Part of an HTTP header. */
export const USER_AGENT: Format = {
  allowed: 'printable ASCII characters without "$(", not starting or ending with a space',
  accepts: (text) => /^[!-~]([ -~]*[!-~])?$/.test(text) && !text.includes('$('),
};

/** NMI passes these to iptables, for IPv4. */
export const IP_ADDRESS: Format = {
  allowed: 'an IPv4 address such as 127.0.0.1',
  accepts: (text) =>
    /^(\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => String(+part) === part && +part < 256),
};

/** A value as a Secret has it, before it is encoded. */
export const unencoded = (format: Format): Format => ({
  ...format,
  accepts: (text) => format.accepts(text) && decodedText(text) === undefined,
  hint: (text) =>
    decodedText(text) === undefined ? format.hint?.(text) : 'It is base64 already: write the decoded value',
});

export const CLOUD: Format = unencoded({
  allowed: `${Object.values(Cloud).join(', ')}, in any case`,
  accepts: isCloud,
});
