// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what other languages would interpolate
import { describe, expect, test } from '@jest/globals';
import { bicepString } from '../../lib/validate/bicep-string';
import { hclString } from '../../lib/validate/hcl-string';

describe('strings of Bicep', () => {
  test.each([
    ['shop', `'shop'`],
    ['größe (1)', `'größe (1)'`],
    [`it's`, `'it\\'s'`],
    ['a\\b', `'a\\\\b'`],
    ['${resourceGroup().id}', `'\\\${resourceGroup().id}'`],
    ['\\${x}', `'\\\\\\\${x}'`],
    ['$', `'$'`],
    ['a\nb\rc\td', `'a\\nb\\rc\\td'`],
    ['\u202e', `'\\u{202e}'`],
    ['\u{e0001}', `'\\u{e0001}'`],
    ['\0', `'\\u{0}'`],
  ])('%j', (text, quoted) => {
    expect(bicepString(text)).toBe(quoted);
  });

  test('half of a surrogate pair', () => {
    expect(() => bicepString('\ud800')).toThrow('Bicep cannot hold this character');
  });
});

describe('strings of HCL', () => {
  test.each([
    ['shop', '"shop"'],
    [`it's`, `"it's"`],
    ['say "x"', '"say \\"x\\""'],
    ['a\\b', '"a\\\\b"'],
    ['${file("/etc/passwd")}', '"$${file(\\"/etc/passwd\\")}"'],
    ['%{ if true }', '"%%{ if true }"'],
    ['$%', '"$%"'],
    ['$${x}', '"$$${x}"'],
    ['a\nb\rc\td', '"a\\nb\\rc\\td"'],
    ['\u202e', '"\\u202e"'],
    ['\u{e0001}', '"\\U000e0001"'],
  ])('%j', (text, quoted) => {
    expect(hclString(text)).toBe(quoted);
  });

  test('half of a surrogate pair', () => {
    expect(() => hclString('\ud800')).toThrow('HCL cannot hold this character');
  });
});
