const BREAKS = '\n\r\x85\u2028\u2029';

/** A line break to go-yaml. Not the end of the text, for which `charAt` gives an empty string. */
export const isBreak = (char: string) => char !== '' && BREAKS.includes(char);
export const isBlank = (char: string) => char === ' ' || char === '\t';
export const isBlankOrEnd = (char: string) => char === '' || isBlank(char) || isBreak(char);
export const isAlpha = (char: string) => /^[\w-]$/.test(char);

/** The length of the line break at a place. */
export function lengthOfBreak(text: string, at: number): number {
  return text.charAt(at) === '\r' && text.charAt(at + 1) === '\n' ? 2 : 1;
}

/** The line break as a part of a string: go-yaml keeps these two, and turns the others into line feeds. */
export const breakAsText = (char: string) => (char === '\u2028' || char === '\u2029' ? char : '\n');
