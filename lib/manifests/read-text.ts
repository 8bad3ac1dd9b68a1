import { isUtf8 } from 'node:buffer';
import { YamlError } from './yaml-error';

/** Limit of one file, in bytes. Strings of JavaScript end at about 512 MiB, and reading takes several times as much. */
export const MOST_BYTES = 100 * 1024 * 1024;

/** Limit of lines and commas of one file: each takes some hundred bytes while it is read. */
const MOST_PARTS = 5_000_000;

/** Refuses a file that is too big, before it is read. */
export function checkSize(file: string, bytes: number): void {
  if (bytes <= MOST_BYTES) return;
  const [size, most] = [bytes, MOST_BYTES].map((number) => `${Math.ceil(number / 1024 / 1024)} MiB`);
  throw new YamlError(file, { line: 1, column: 1 }, `the file has ${size}; allowed: at most ${most}. Split it`);
}

/**
 * The content of a file as a string: UTF-8, or UTF-16 with a byte order mark, as kubectl reads it.
 *
 * @throws YamlError with the place of the first byte that is not UTF-8, or when it is too big
 */
export function readText(file: string, bytes: Uint8Array): string {
  checkSize(file, bytes.length);
  if (bytes.length > MOST_PARTS && hasTooManyParts(bytes)) {
    throw new YamlError(file, { line: 1, column: 1 }, `more than ${MOST_PARTS} lines and commas. Split the file`);
  }
  const wide = WIDE.find(({ mark }) => bytes[0] === mark[0] && bytes[1] === mark[1]);
  if (wide) return new TextDecoder(wide.encoding).decode(bytes);
  if (!isUtf8(bytes)) throw new YamlError(file, firstInvalid(bytes), 'invalid UTF-8');
  return new TextDecoder().decode(bytes);
}

const WIDE = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

const LINE_FEED = 0x0a;
const COMMA = 0x2c;

function hasTooManyParts(bytes: Uint8Array): boolean {
  let parts = 0;
  for (const byte of bytes) if (byte === LINE_FEED || byte === COMMA) parts++;
  return parts > MOST_PARTS;
}

function firstInvalid(bytes: Uint8Array): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(LINE_FEED, start);
    const text = bytes.subarray(start, end < 0 ? undefined : end + 1);
    if (!isUtf8(text)) {
      const valid = new TextDecoder().decode(text.subarray(0, lengthOfValid(text)));
      return { line, column: valid.length + 1 };
    }
    if (end < 0) return { line, column: 1 };
    start = end + 1;
    line++;
  }
}

/** How many bytes at the beginning are valid UTF-8. */
function lengthOfValid(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  // A cut inside a character makes the beginning invalid, so check four lengths.
  const isValid = (length: number) =>
    [0, 1, 2, 3].some((less) => length >= less && isUtf8(bytes.subarray(0, length - less)));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isValid(middle)) low = middle;
    else high = middle - 1;
  }
  for (let length = low; length > 0; length--) if (isUtf8(bytes.subarray(0, length))) return length;
  return 0;
}
