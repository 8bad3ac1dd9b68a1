import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMap } from '../../lib/install/helm/coalesce';
import { YamlText } from '../../lib/manifests/yaml';
import type { Manifest } from '../support/manifests';

/** Whether Helm 3 is on the PATH. */
export const hasHelm = /v3\./.test(spawnSync('helm', ['version', '--short'], { encoding: 'utf8' }).stdout ?? '');

/** The unpacked chart of AAD Pod Identity 4.1.18, which is not part of the project. */
export const CHART = process.env.CHART && existsSync(process.env.CHART) ? process.env.CHART : undefined;

/** Tags each value with its kind, as JSON: Helm keeps whole numbers of --set and those of files apart. */
const TEMPLATE = `{{- define "t" -}}
{{- if kindIs "map" . -}}["map"{{ range $k, $v := . }},[{{ toJson $k }},{{ include "t" $v }}]{{ end }}]
{{- else if kindIs "slice" . -}}["list"{{ range . }},{{ include "t" . }}{{ end }}]
{{- else if kindIs "invalid" . -}}["null"]
{{- else if kindIs "int64" . -}}["int","{{ . }}"]
{{- else -}}["{{ kindOf . }}",{{ toJson . }}]
{{- end -}}
{{- end -}}
values: {{ include "t" .Values | b64enc }}
`;

/** The real Helm, in a folder of its own. */
export class Helm {
  private readonly folder = mkdtempSync(join(tmpdir(), 'helm-'));
  private readonly probe = join(this.folder, 'probe');

  constructor() {
    mkdirSync(join(this.probe, 'templates'), { recursive: true });
    writeFileSync(join(this.probe, 'Chart.yaml'), 'apiVersion: v2\nname: probe\nversion: 0.0.1\n');
    writeFileSync(join(this.probe, 'templates', 'values.yaml'), TEMPLATE);
  }

  /** What Helm reads of files and `--set` arguments; undefined when it refuses them. */
  public values(files: readonly (string | Uint8Array)[], sets: readonly string[]): unknown {
    const out = this.template(this.probe, files, sets, []);
    const [, encoded = ''] = /^values: (.*)$/m.exec(out ?? '') ?? [];
    return out === undefined ? undefined : JSON.parse(Buffer.from(encoded, 'base64').toString());
  }

  /** What the chart renders; undefined when Helm refuses. */
  public manifests(files: readonly string[], sets: readonly string[], args: readonly string[]): Manifest[] | undefined {
    const out = this.template(String(CHART), files, sets, args);
    return out === undefined ? undefined : readAsGo(out);
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private template(
    chart: string,
    files: readonly (string | Uint8Array)[],
    sets: readonly string[],
    args: readonly string[],
  ): string | undefined {
    const paths = files.map((content, i) => {
      const path = join(this.folder, `${i}.yaml`);
      writeFileSync(path, content);
      return ['-f', path];
    });
    const all = ['template', 'r', chart, ...args, ...paths.flat(), ...sets.flatMap((set) => ['--set', set])];
    try {
      return execFileSync('helm', all, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 });
    } catch {
      return undefined;
    }
  }
}

/** Manifests as go-yaml reads them: Helm prints `1e+06` where a number is, which is text to YAML 1.1. */
export function readAsGo(text: string): Manifest[] {
  const values: unknown[] = new YamlText('', text).documents.map(({ value }) => value);
  return values.filter((value): value is Manifest => value !== null);
}

/** Our values in the same form, with the keys in Go's order. */
export function tagged(value: unknown): unknown {
  if (value === null || value === undefined) return ['null'];
  if (typeof value === 'bigint') return ['int', String(value)];
  if (typeof value === 'number') return ['float64', value];
  if (typeof value === 'boolean') return ['bool', value];
  if (Array.isArray(value)) return ['list', ...value.map(tagged)];
  if (!isMap(value)) return ['string', value];
  const keys = Object.keys(value).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return ['map', ...keys.map((key) => [key, tagged(value[key])])];
}
