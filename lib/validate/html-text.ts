import { printable } from './printable';

/** Text as content of an HTML element, or of an attribute in quotes. */
export function htmlText(text: string): string {
  return printable(text).replace(/[&<>"'`]/g, (special) => `&#${special.charCodeAt(0)};`);
}

/** A value as JSON for a script element: nothing in it ends the element, or begins a comment. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
