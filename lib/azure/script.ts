import { most } from '../validate/most';
import { printable } from '../validate/printable';
import { call, comment, quote, shellFile } from './shell';

/** A command of a script, and what it does: `delete Deployment shop/web`. */
export interface Described {
  readonly line: string;
  readonly does: string;
}

export const described = (does: string, line: string): Described => ({ line, does });

type Line = string | Described;

/** One step of a script: a comment with its reason, and its commands. */
export interface Step {
  readonly why: string;
  readonly lines: readonly Line[];
}

export const step = (why: string, ...lines: Line[]): Step => ({ why, lines });

/** A step with a row in the table of steps. */
export interface PlannedStep extends Step {
  /** `create the identity` */
  readonly action: string;
  /** `orders in the resource group shop` */
  readonly on: string;
  /** `if it is missing`; always when undefined. */
  readonly condition?: string;
}

export interface ScriptParts {
  /** What it does, in sentences, and its exit codes. */
  readonly head: readonly string[];
  readonly variables: { readonly [name: string]: string };
  /** Files of `shell/`, in this order. */
  readonly files: readonly string[];
  /** Programs that it runs, besides those that the files need. */
  readonly programs: readonly string[];
  /** Commands that check before the first step. */
  readonly checks?: readonly string[];
  readonly steps: readonly Step[];
}

/** Programs that files of `shell/` run, besides az and kubectl: without one, a script must not start. */
const PROGRAMS: { readonly [file: string]: readonly string[] } = {
  'assigned-identities-left': ['sleep'],
  assigned: ['sleep'],
  demo: ['sleep'],
  'federated-credentials': ['sleep'],
  identities: ['mv', 'rm', 'sync'],
  remove: ['sleep'],
  roles: ['sleep'],
  'verify-workload-identity': ['curl', 'sleep'],
};

/** A bash script, to be read before it is run. */
export function script({ head, variables, files, programs, checks = [], steps }: ScriptParts): string {
  const needed = new Set([...programs, ...files.flatMap((file) => PROGRAMS[file] ?? [])]);
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value === '' ? "''" : quote(value)}`);
  const blocks = [
    ['#!/usr/bin/env bash', ...head.map(comment), 'set -euo pipefail'].join('\n'),
    ...(assignments.length > 0 ? [assignments.join('\n')] : []),
    ...files.map((file) => shellFile(file).trimEnd()),
    comment('--- The steps, in order. Each one checks before it acts.'),
    [...[...needed].map((program) => call('need', program)), ...checks].join('\n'),
    ...steps.map(({ why, lines }) => [comment(why), ...lines.map(lineOf)].join('\n')),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const lineOf = (line: Line) => (typeof line === 'string' ? line : line.line);

/** The steps in order, each with its reason and what it does. */
export function listOfSteps(steps: readonly Step[]): string {
  const width = String(steps.length).length;
  return steps
    .map(({ why, lines }, i) => {
      const does = lines.flatMap((line) => (typeof line === 'string' ? [] : [`${' '.repeat(width + 2)}${line.does}`]));
      return `${[`${String(i + 1).padStart(width)}. ${why}`, ...does].map(printable).join('\n')}\n`;
    })
    .join('');
}

const HEAD = ['WHAT', 'ON', 'WHEN', 'WHY'] as const;

export function tableOf(steps: readonly PlannedStep[]): string {
  const rows = [HEAD, ...steps.map(({ action, on, condition = 'always', why }) => [action, on, condition, why])];
  const shown = rows.map((row) => row.map(printable));
  const widths = HEAD.map((_head, i) => most(shown.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padEnd(widths[i] as number)).join('  ');
  return shown.map((row) => `${line(row).trimEnd()}\n`).join('');
}
