import { all, any, type LabelOf, type Maybe, not, UNKNOWN } from './maybe';

const TOKEN =
  /\s*(all\(\)|global\(\)|has\(\s*[\w./-]+\s*\)|&&|\|\||==|!=|!|[(){},]|not\s+in\b|starts\s+with\b|ends\s+with\b|"[^"]*"|'[^']*'|[\w./-]+)/y;

/**
 * Whether a selector of Calico matches labels (projectcalico/calico, libcalico-go/lib/selector): `app == 'web' && has(tier)`.
 * An empty one matches all; undefined for one that is not understood.
 */
export function isSelectedByCalico(selector: string, labelOf: LabelOf): Maybe {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const text = selector.trim();
  while (TOKEN.lastIndex < text.length) {
    const [, token] = TOKEN.exec(text) ?? [];
    if (token === undefined) return undefined;
    tokens.push(token.replaceAll(/\s+/g, ' '));
  }
  if (tokens.length === 0) return true;
  const parser = new Parser(tokens, labelOf);
  const value = parser.or();
  return parser.isComplete ? value : undefined;
}

class Parser {
  private at = 0;
  private failed = false;

  constructor(
    private readonly tokens: readonly string[],
    private readonly labelOf: LabelOf,
  ) {}

  public get isComplete(): boolean {
    return !this.failed && this.at === this.tokens.length;
  }

  public or(): Maybe {
    const values = [this.and()];
    while (this.take('||')) values.push(this.and());
    return any(values);
  }

  private and(): Maybe {
    const values = [this.term()];
    while (this.take('&&')) values.push(this.term());
    return all(values);
  }

  private term(): Maybe {
    if (this.take('!')) return not(this.term());
    if (this.take('(')) {
      const value = this.or();
      return this.take(')') ? value : this.fail();
    }
    const token = this.next();
    if (token === 'all()') return true;
    // Of no namespace: no pod is.
    if (token === 'global()') return false;
    const [, key] = /^has\( ?([^ )]+) ?\)$/.exec(token) ?? [];
    if (key !== undefined) {
      const value = this.labelOf(key);
      return value === UNKNOWN ? undefined : value !== undefined;
    }
    return /^[\w./-]+$/.test(token) ? this.comparison(this.labelOf(token)) : this.fail();
  }

  /** A label that is absent is not equal to anything. */
  private comparison(label: string | undefined | typeof UNKNOWN): Maybe {
    const operator = this.next();
    const isList = operator === 'in' || operator === 'not in';
    const operands = isList ? this.list() : [this.operand()];
    const test = COMPARISONS[operator];
    if (this.failed || !Object.hasOwn(COMPARISONS, operator) || !test) return this.fail();
    return label === UNKNOWN ? undefined : test(label, operands);
  }

  private list(): string[] {
    const operands: string[] = [];
    if (!this.take('{')) this.fail();
    while (!this.failed && !this.take('}')) {
      operands.push(this.operand());
      if (!this.take(',') && this.tokens[this.at] !== '}') this.fail();
    }
    return operands;
  }

  private operand(): string {
    const token = this.next();
    if (!/^["']/.test(token)) this.fail();
    return token.slice(1, -1);
  }

  private next(): string {
    return this.tokens[this.at++] ?? '';
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private fail(): undefined {
    this.failed = true;
    return undefined;
  }
}

const COMPARISONS: {
  readonly [operator: string]: (label: string | undefined, operands: readonly string[]) => boolean;
} = {
  '==': (label, [value]) => label === value,
  '!=': (label, [value]) => label !== value,
  in: (label, values) => label !== undefined && values.includes(label),
  'not in': (label, values) => label === undefined || !values.includes(label),
  contains: (label, [value = '']) => label?.includes(value) === true,
  'starts with': (label, [value = '']) => label?.startsWith(value) === true,
  'ends with': (label, [value = '']) => label?.endsWith(value) === true,
};
