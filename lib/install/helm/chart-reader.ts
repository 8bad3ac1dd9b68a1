import { fieldOf, valueOfField } from '../../validate/path';
import type { Problems } from '../../validate/problems';
import type { Shape } from '../../validate/shape';
import type { Value, Values } from './chart-values';
import { isMap } from './coalesce';
import { goText, isTrue } from './go-template';
import { plainArgument, plainValue, quotedValue, UNREADABLE } from './template-text';

/** A value as JSON has it. */
type Json = ReturnType<typeof JSON.parse>;

/**
 * Reads values as the chart's templates do. Values that Helm, the API server or a controller would refuse become problems,
 * with the path of the value.
 */
export class ChartReader {
  constructor(
    private readonly values: Values,
    public readonly problems: Problems,
    private readonly warnings: string[],
  ) {}

  public warn(path: string, message: string): void {
    this.warnings.push(`${path}: ${message}`);
  }

  public get(path: string): Value {
    return valueOfField(this.values, path) as Value;
  }

  /** `if`. The string "false" is true, which is rarely intended. */
  public isTrue(path: string): boolean {
    const value = this.get(path);
    if (value === 'false') this.warn(path, 'the string "false" counts as true in the chart; write false');
    return isTrue(value);
  }

  /** `{{ value }}` */
  public text(path: string): string {
    return goText(this.get(path));
  }

  /** `key: {{ value }}`, as YAML reads it; undefined for nothing. */
  public plain(path: string, allowed: string): Json {
    return this.reread(path, plainValue(this.text(path)), allowed);
  }

  /** `"{{ value }}"` */
  public quoted(path: string): string {
    return this.reread(path, quotedValue(this.text(path)), 'a string without double quotes and "\\"') ?? '';
  }

  /** `- --flag={{ value }}`; undefined if it is refused. */
  public argument(flag: string, path: string): string | undefined {
    const text = this.text(path);
    const argument = this.reread(path, plainArgument(`${flag}=`, text), 'a string without ": " and line breaks');
    if (typeof argument !== 'string') {
      if (argument !== undefined) this.problems.add(path, this.get(path), 'a string without ": " and line breaks');
      return undefined;
    }
    if (argument !== `${flag}=${text}`) this.warn(path, `YAML reads only ${JSON.stringify(argument)} of it`);
    return argument.slice(flag.length + 1);
  }

  /** `with` and `toYaml`: the value unchanged, checked; undefined if it is empty. */
  public content(path: string, shape: Shape): Json {
    const value = this.get(path);
    if (!isTrue(value)) return undefined;
    const json = this.asJson(path, value);
    shape(this.problems, path, json);
    return json;
  }

  /** Labels or annotations after those of the chart: kubectl uses the last one of a duplicate key. */
  public labels(path: string, shape: Shape, own: object, selected: object): { [key: string]: string } {
    const labels = this.content(path, shape) ?? {};
    if (!isMap(labels)) return {};
    for (const [key, value] of Object.entries(labels)) {
      const field = `${path}[${JSON.stringify(key)}]`;
      if (Object.hasOwn(selected, key) && (selected as { [key: string]: string })[key] !== value) {
        this.problems.add(field, value, 'another key: the chart selects its pods by this label');
      } else if (Object.hasOwn(own, key)) {
        this.warn(field, 'duplicate key: the chart writes it too');
      }
    }
    return labels as { [key: string]: string };
  }

  /** Whole numbers of `--set` become numbers. */
  private asJson(path: string, value: Value): Json {
    if (typeof value === 'bigint') {
      if (!Number.isSafeInteger(Number(value))) this.problems.add(path, value, 'a whole number of at most 53 bits');
      return Number(value);
    }
    if (Array.isArray(value)) return value.map((item, i) => this.asJson(fieldOf(path, i), item));
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.asJson(fieldOf(path, key), item)]));
  }

  private reread(path: string, value: Value | typeof UNREADABLE, allowed: string): Json {
    if (value !== UNREADABLE) return value ?? undefined;
    this.problems.add(path, this.get(path), allowed);
    return undefined;
  }
}
