import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { PageContent } from '../../lib/page/content';
import { page, SCRIPTS } from '../../lib/page/page';

const CONTENT: PageContent = { kind: 'assignments', paths: ['dist'], settings: [], remarks: [], workloads: [] };
const text = [...page(CONTENT)].join('');
const between = (start: string, end: string) => text.split(start)[1]?.split(end)[0] ?? '';
const hashOf = (content: string) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

describe('a page', () => {
  test('allows its own script and style, and nothing else', () => {
    const policy = between('http-equiv="Content-Security-Policy" content="', '"').split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      `script-src ${hashOf(between('<script>', '</script>'))}`,
      `style-src ${hashOf(between('<style>', '</style>'))}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  test('has one script, one style and one block of data', () => {
    expect(text.match(/<(script|style|link|img|iframe|object|form)\b[^>]*>/g)).toEqual([
      '<style>',
      '<script type="application/json" id="content">',
      '<script>',
    ]);
  });

  test('runs no text, and has no handlers in attributes', () => {
    const script = between('<script>', '</script>').replace(/\/\*[\s\S]*?\*\//g, '');
    expect(script).not.toMatch(
      /\beval\b|\bFunction\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser/,
    );
    expect(script).not.toMatch(/\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import)\(/);
    expect(text).not.toMatch(/<[^>]*\son\w+=/);
  });

  test('is made from all scripts', () => {
    const files = readdirSync('lib/page/browser').filter((file) => file.endsWith('.js'));
    expect([...SCRIPTS].sort()).toEqual(files.sort());
  });

  test('is the same each time', () => {
    expect([...page(CONTENT)].join('')).toBe(text);
  });

  test('names hostile paths as text', () => {
    const hostile = [...page({ ...CONTENT, paths: ['</title><script>alert(1)</script>', 'a"b\u202ec'] })].join('');
    expect(hostile).toContain(
      '<title>Who gets which Azure identity - &#60;/title&#62;&#60;script&#62;alert(1)&#60;/script&#62; - a&#34;b\\u202ec</title>',
    );
    expect(hostile.match(/<script/g)).toHaveLength(2);
  });
});

test('the scripts of the page have no mistakes in their types', () => {
  const tsc = join('node_modules', '.bin', 'tsc');
  const { status, stdout } = spawnSync(tsc, ['--project', 'lib/page/browser'], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
