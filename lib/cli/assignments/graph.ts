import { printable } from '../../validate/printable';
import { NODE_IDENTITIES } from './report';

/** GitHub draws at most 500 edges and 50,000 characters. */
export const MOST_DRAWN = 400;

/** A quoted label of Mermaid; characters that could be markup or a directive are written as entities. */
export function label(...lines: readonly string[]): string {
  return `"${lines.map(escaped).join('<br/>')}"`;
}

function escaped(text: string): string {
  return printable(text).replace(/[#"<>&`\\%{}|]/g, (special) => `#${special.charCodeAt(0)};`);
}

/** A flow chart of Mermaid with a frame for each namespace. Equal nodes and edges are drawn once. */
export class Graph {
  private readonly frames = new Map<string, Map<string, string>>();
  private readonly ids = new Map<string, string>();
  private readonly edges = new Set<string>();

  /** A node in the frame of a namespace, or outside of all for undefined. `shape` encloses its text. */
  public node(
    frame: string | undefined,
    key: string,
    text: string,
    shape: readonly [string, string] = ['[', ']'],
  ): string {
    const known = this.ids.get(key);
    if (known) return known;
    const id = `n${this.ids.size + 1}`;
    this.ids.set(key, id);
    const nodes = this.frames.get(frame ?? '') ?? new Map<string, string>();
    this.frames.set(frame ?? '', nodes);
    nodes.set(id, `${id}${shape[0]}${text}${shape[1]}`);
    return id;
  }

  public identity(namespace: string | undefined, key: string, ...lines: readonly string[]): string {
    return this.node(namespace, `i ${key}`, label(...lines), ['([', '])']);
  }

  public nodeIdentities(): string {
    return this.node(undefined, 'node', label(NODE_IDENTITIES), ['{{', '}}']);
  }

  /** Text about the graph. */
  public note(text: string): void {
    this.node(undefined, text, label(text), ['[/', '/]']);
  }

  public edge(from: string, arrow: string, to: string, text?: string): void {
    this.edges.add(`${from} ${arrow}${text === undefined ? '' : `|${text}|`} ${to}`);
  }

  public mark(id: string, name: string): void {
    this.edges.add(`class ${id} ${name}`);
  }

  public get size(): number {
    return this.ids.size + this.edges.size;
  }

  public *text(head: readonly string[]): Iterable<string> {
    yield 'flowchart LR\n';
    for (const line of head) yield `${line}\n`;
    let frames = 0;
    for (const [frame, nodes] of this.frames) {
      frames++;
      if (frame !== '') yield `  subgraph f${frames}[${label(frame)}]\n`;
      for (const node of nodes.values()) yield `${frame === '' ? '  ' : '    '}${node}\n`;
      if (frame !== '') yield '  end\n';
    }
    for (const edge of this.edges) yield `  ${edge}\n`;
  }
}
