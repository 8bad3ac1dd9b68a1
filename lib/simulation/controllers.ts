import { listFrom, type ManifestMap, mapOf, scalarText } from '../manifests/manifest';
import type { Program } from '../upstream/flag';
import { DISTINCTIVE_FLAGS, FLAG_TABLES } from '../upstream/flags';
import { programOfImage } from '../upstream/images';
import { FORCE_NAMESPACED_VARIABLE, MIC_NAMESPACE_VARIABLE } from '../upstream/variables';
import type { Cluster } from './cluster';
import type { ConfigMaps } from './container-env';
import { argsOf, Controller } from './controller';
import { podSpecOf } from './workload';

const VARIABLES = [FORCE_NAMESPACED_VARIABLE, MIC_NAMESPACE_VARIABLE];

export function findControllers(cluster: Cluster): Controller[] {
  const configMaps = configMapsOf(cluster);
  const found: Controller[] = [];
  for (const workload of cluster.workloads) {
    for (const [i, container] of listFrom(podSpecOf(workload).containers).entries()) {
      const program = programOf(mapOf(container));
      if (!program) continue;
      found.push(new Controller(program, workload, [...workload.template, 'spec', 'containers', i], configMaps));
    }
  }
  return found;
}

export const ofProgram = (controllers: readonly Controller[], program: Program): Controller[] =>
  controllers.filter((controller) => controller.program === program);

/** By the name of the image, unless its command runs something else; else by a variable or flags that only one of them has. */
function programOf(container: ManifestMap): Program | undefined {
  const { image } = container;
  const named = typeof image === 'string' ? programOfImage(image) : undefined;
  if (named && runsAnother(container, named)) return undefined;
  if (!named && hasVariable(container, [MIC_NAMESPACE_VARIABLE])) return 'mic';
  if (!named && container.args === undefined && container.command === undefined) return undefined;
  const flags = argsOf(container).flatMap(({ value }) => /^--?([^=]+)/.exec(value)?.[1] ?? []);
  if (!named) {
    return (['mic', 'nmi'] as const).find((program) => flags.some((flag) => DISTINCTIVE_FLAGS[program].has(flag)));
  }
  const isOurs =
    String(image).includes('aad-pod-identity') ||
    flags.length === 0 ||
    flags.some((flag) => Object.keys(FLAG_TABLES[named]).some((known) => known.toLowerCase() === flag.toLowerCase())) ||
    hasVariable(container, VARIABLES);
  return isOurs ? named : undefined;
}

/** Programs in most images. They start another one only when their arguments name it. */
const OTHERS = ['sh', 'bash', 'ash', 'dash', 'sleep', 'tail', 'cat', 'echo', 'true', 'env', 'timeout', 'iptables'];

/** Whether the command never names the program of the image, as in the containers of `IptablesCleanup`. */
function runsAnother({ command, args }: ManifestMap, program: Program): boolean {
  const words = [...listFrom(command), ...listFrom(args)].map(scalarText);
  const isOther = OTHERS.includes(words[0]?.split('/').at(-1) ?? '') && listFrom(command).length > 0;
  return isOther && !words.some((word) => new RegExp(`(?<![\\w-])${program}(?![\\w-])`).test(word));
}

const hasVariable = ({ env }: ManifestMap, names: readonly string[]) =>
  listFrom(env).some((variable) => names.includes(scalarText(mapOf(variable).name)));

function configMapsOf({ manifests }: Cluster): ConfigMaps {
  let maps: Map<string, ManifestMap> | undefined;
  return (namespace, name) => {
    maps ??= new Map(
      manifests.objects
        .filter(({ kind, group }) => kind === 'ConfigMap' && group === '')
        .map((object) => [`${object.namespace}/${object.name}`, mapOf(object.value.data)]),
    );
    return maps.get(`${namespace}/${name}`);
  };
}
