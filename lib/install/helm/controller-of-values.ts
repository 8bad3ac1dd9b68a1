import type { Program } from '../../upstream/flag';
import { defaultOf } from '../../upstream/flags';
import { show } from '../../validate/format';
import { IMAGE } from '../../validate/image';
import { DNS_SUBDOMAIN } from '../../validate/kubernetes-names';
import { integer, oneOf } from '../../validate/shape';
import { CHECKSUM_ANNOTATION } from '../defaults';
import type { ComponentNames } from '../distribution';
import { FLAGS, type Flag } from '../flags';
import { ImagePullPolicy } from '../image-pull-policy';
import type { CommonSettings, Flags } from '../objects/controller';
import { AFFINITY, ANNOTATIONS, IMAGE_PULL_SECRETS, LABELS, TOLERATIONS } from '../pod-shapes';
import { RESOURCES } from '../resource-shapes';
import type { ChartReader } from './chart-reader';
import { isTrue } from './go-template';
import { quotedValue, UNREADABLE } from './template-text';

/** The settings of MIC or NMI, as the chart reads them. */
export function controllerOfValues(
  reader: ChartReader,
  component: Program,
  names: ComponentNames,
  fixed: Flags,
): CommonSettings {
  const at = (key: string) => `${component}.${key}`;
  return {
    image: image(reader, at('image'), at('tag')),
    imagePullPolicy: imagePullPolicy(reader),
    imagePullSecrets: reader.content('imagePullSecrets', IMAGE_PULL_SECRETS),
    priorityClassName: priorityClassName(reader, at('priorityClassName')),
    flags: { ...fixed, ...flagsOfValues(reader, FLAGS[component]) },
    probePort: port(reader, at('probePort')) ?? Number(defaultOf(component, 'http-probe-port')),
    prometheusPort: port(reader, at('prometheusPort')),
    resources: reader.content(at('resources'), RESOURCES),
    nodeSelector: reader.content(at('nodeSelector'), LABELS),
    affinity: reader.content(at('affinity'), AFFINITY),
    tolerations: reader.content(at('tolerations'), TOLERATIONS),
    podLabels: reader.labels(at('podLabels'), LABELS, names.podLabels, names.matchLabels),
    podAnnotations: reader.labels(
      at('podAnnotations'),
      ANNOTATIONS,
      component === 'mic' ? { [CHECKSUM_ANNOTATION]: '' } : {},
      {},
    ),
    extraArgs: [],
    extraEnv: [],
    extraVolumes: [],
    extraVolumeMounts: [],
    extraContainers: [],
  };
}

/** Characters that the chart's quotes cannot hold. */
const UNQUOTABLE = /["\\\s\p{Cc}]/u;

/** `"{{ repository }}/{{ image }}:{{ tag }}"` */
function image(reader: ChartReader, imagePath: string, tagPath: string): string {
  const parts = ['image.repository', imagePath, tagPath];
  const [repository, name, tag] = parts.map((path) => reader.text(path));
  const partWith = (wrong: RegExp) => parts.find((path) => wrong.test(reader.text(path))) ?? imagePath;
  const reference = quotedValue(`${repository}/${name}:${tag}`);
  if (reference === UNREADABLE || reference.trim() !== reference) {
    const wrong = partWith(UNQUOTABLE);
    reader.problems.add(
      wrong,
      reader.get(wrong),
      'a string without spaces, control characters, double quotes and "\\"',
    );
    return '';
  }
  if (!IMAGE.accepts(reference)) {
    reader.warn(partWith(/^$|[^\w./:@-]/), `not a valid image: ${JSON.stringify(reference)}`);
  }
  return reference;
}

function imagePullPolicy(reader: ChartReader): ImagePullPolicy | undefined {
  const path = 'image.imagePullPolicy';
  const policy = reader.plain(path, Object.values(ImagePullPolicy).join(', '));
  if (policy !== undefined) oneOf(...Object.values(ImagePullPolicy))(reader.problems, path, policy);
  return policy;
}

/** `| quote` */
function priorityClassName(reader: ChartReader, path: string): string | undefined {
  if (!isTrue(reader.get(path))) return undefined;
  reader.problems.expect(path, reader.text(path), DNS_SUBDOMAIN);
  return reader.text(path);
}

function port(reader: ChartReader, path: string): number | undefined {
  if (!isTrue(reader.get(path))) return undefined;
  const given = reader.plain(path, 'a port');
  // It may already be refused as the value of a flag.
  if (!reader.problems.has(path)) integer(1, 65535)(reader.problems, path, given);
  return given;
}

function flagsOfValues(reader: ChartReader, flags: readonly Flag[]): Flags {
  const found: { [flag: string]: string } = {};
  for (const { name, type, value: path, always } of flags) {
    if (path === undefined || !(always || isTrue(reader.get(path)))) continue;
    const text = reader.argument(name, path);
    if (text === undefined) continue;
    if (!type.starts(text)) {
      const given = reader.get(path);
      const printed = text === show(given) || text === given ? '' : `; the chart prints ${name}=${text}`;
      reader.problems.add(path, given, `${type.allowedText}${printed}`);
    }
    found[name] = text;
  }
  return found;
}

/** A file of the node: its mount, `path: {{ value }}`, and `asFlag`, its flag, must mean the same. */
export function nodeFile(
  reader: ChartReader,
  path: string,
  asFlag: (path: string) => string | undefined,
  other?: string,
): string | undefined {
  const allowed = `a path without "..",${other === undefined ? '' : ` not ${other},`} which YAML reads unchanged`;
  const file = reader.plain(path, allowed);
  const isFile = typeof file === 'string' && file !== '' && file !== other && !file.split('/').includes('..');
  if (isFile && file === asFlag(path)) return file;
  reader.problems.add(path, reader.get(path), allowed);
  return undefined;
}
