import fc from 'fast-check';
import { anyCharacter } from '../support/any-character';

// Text that a reader of YAML may take for something else, or not take at all.

const of = (characters: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength });

const numberLike = of('0123456789aAbBeEfFoOxX_+-.:,', 9);

const dateLike = fc
  .tuple(
    fc.constantFrom('2024', '0001', '9999', '24', '20241'),
    fc.constantFrom('-', '-', '-', '/', ':', '.'),
    fc.constantFrom('1', '01', '02', '12', '13', '00'),
    fc.constantFrom('-', '-', '-', '/', ':', '.'),
    fc.constantFrom('1', '01', '29', '31', '32'),
    fc.constantFrom('', '', 'T', 't', ' ', '  ', '\t'),
    fc.constantFrom('', '1:2:3', '01:02:03', '24:00:00', '23:59:60', '01:02'),
    fc.constantFrom('', '', '.', '.5', ',5', '.123456789'),
    fc.constantFrom('', 'Z', ' Z', '+1', ' +1', '+01:30', '-0130', 'z'),
  )
  .map((parts) => parts.join(''));

const WORDS = [
  ...['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nil', 'none', '~', '.nan', '.inf', 'infinity'],
  ...[
    '<<',
    '=',
    '!!str',
    '!',
    '&a',
    '*a',
    '|',
    '>',
    '|-',
    '---',
    '...',
    '-',
    '?',
    ':',
    '%YAML 1.1',
    '{}',
    '[]',
    '{{ a }}',
  ],
  ...['0x', '0o', '0b', '0o17', '0b1', '0x1F', '1e3', '1:30', '.', '1.', '0', 'constructor', '__proto__', 'toString'],
];
const wordLike = fc
  .tuple(
    fc.constantFrom('', '', '', '+', '-', '_', '.', ' ', '"', "'", '@', '`'),
    fc.constantFrom(...WORDS),
    fc.constantFrom('', '', '', '_', '.', ' ', ':', ': a', ' #', '\n', '\t', ',', '"'),
    fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toUpperCase(),
      (text: string) => text.replace(/[a-z]/, (letter) => letter.toUpperCase()),
    ),
  )
  .map(([before, word, after, change]) => before + change(word) + after);

const punctuation = of(' :#?,[]{}&*!|>\'"%@`\\=~<-.\t\na0', 7);

const lines = fc.string({
  unit: fc.constantFrom(
    ...[' ', ' ', '\t', '\n', '\n', '\r', '\u0085', '\u2028', '\u2029', '\ufeff', '\u00a0', '\0', '\u001b', '\ufffe'],
    ...['a', '#', ' #', '-', '- ', '---', '...', '%', ': ', '? ', '"', "'", '\\', '|', '>', '😀'],
  ),
  minLength: 1,
  maxLength: 9,
});

const anything = fc.string({ unit: anyCharacter, maxLength: 8 });
const halves = of('a\ud83d\ude00\udbff', 4);

/**
 * Around the 1,024 characters that a key on one line may have. None beyond U+FFFF: `yaml` counts its halves, so that it
 * refuses a key of 600 of them, which Kubernetes does not have.
 */
const long = fc
  .tuple(fc.integer({ min: 1015, max: 1030 }), fc.constantFrom('a', 'é', '"', "'", ' a', 'a\n', '\\', '\t', '\u2028'))
  .map(([length, unit]) => unit.repeat(Math.ceil(length / unit.length)));

/** Any of them; seldom a long one. */
export const scalar = fc.oneof(
  { weight: 300, arbitrary: numberLike },
  { weight: 150, arbitrary: dateLike },
  { weight: 150, arbitrary: wordLike },
  { weight: 150, arbitrary: punctuation },
  { weight: 150, arbitrary: lines },
  { weight: 90, arbitrary: anything },
  { weight: 5, arbitrary: halves },
  { weight: 5, arbitrary: long },
);
