import { parseBool } from '../../go/flags';
import { listFrom, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { Controller, Program } from '../../simulation/controllers';
import type { CheckedCluster } from '../checked-cluster';

/** The controllers of one program. */
export const controllersOf = ({ settings }: CheckedCluster, program: Program): Controller[] =>
  settings.controllers.filter((controller) => controller.program === program);

/** The last value of a flag, which counts; undefined when it is not given. */
export const flagOf = ({ flags }: Controller, name: string): string | undefined =>
  flags.given.findLast((flag) => flag.name === name)?.value;

/** Whether a boolean flag is on. */
export const isOn = (controller: Controller, name: string, byDefault = false): boolean =>
  parseBool(flagOf(controller, name) ?? String(byDefault)) ?? byDefault;

/** Where a flag is; without it where the arguments are. */
export function pathOfFlag({ flags, args, container, workload }: Controller, name: string): (string | number)[] {
  const given = flags.given.findLast((flag) => flag.name === name);
  const path = given && args[given.index]?.path;
  if (path) return [...path];
  return Array.isArray(mapOf(workload.manifest.at(container)).args) ? [...container, 'args'] : [...container];
}

/** The `spec` of a controller's pods. */
export const podSpecOf = ({ workload: { manifest, template } }: Controller): ManifestMap =>
  mapOf(manifest.at([...template, 'spec']));

/** Whether MIC has credentials of its own, and asks for no token on its node (pkg/cloudprovider/cloudprovider.go, Init). */
export function hasOwnSecret(mic: Controller): boolean {
  if (flagOf(mic, 'cloudconfig')) return false;
  return mic.env.has('CLIENT_SECRET') && mic.env.get('USE_MSI')?.value?.toLowerCase() !== 'true';
}

/** The keys of Secrets that a container has variables from. */
export function secretKeysOf({ workload: { manifest }, container }: Controller) {
  return listFrom(manifest.at([...container, 'env'])).flatMap((variable, i) => {
    const { name, key, optional } = mapOf(mapOf(mapOf(variable).valueFrom).secretKeyRef);
    const path = [...container, 'env', i, 'valueFrom', 'secretKeyRef', 'key'];
    return typeof name === 'string' && typeof key === 'string' && optional !== true ? [{ name, key, path }] : [];
  });
}
