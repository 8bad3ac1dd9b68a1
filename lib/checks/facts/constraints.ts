import { listFrom, type ManifestMap, mapOf, scalarText, stringOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import type { Controller } from '../../simulation/controller';
import { judgedContainers } from './gatekeeper';

/** What a constraint refuses of a controller's pods, as the object of a sentence; undefined when nothing. */
type Refusal = (parameters: ManifestMap, controller: Controller) => string | undefined;

const words = (list: readonly string[]) =>
  list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
const upperCase = (list: YamlValue | undefined) => listFrom(list).map((word) => scalarText(word).toUpperCase());
const securityOf = (container: ManifestMap) => mapOf(container.securityContext);

const capabilitiesOf = (container: ManifestMap) => mapOf(securityOf(container).capabilities);
const containersOf = ({ podSpec }: Controller) =>
  [...listFrom(podSpec.initContainers), ...listFrom(podSpec.containers)].map(mapOf);

/** The capabilities that containers add and a policy refuses, as the object of a sentence. */
export function addedCapabilities(
  controller: Controller,
  isRefused: (word: string) => boolean,
  containers: readonly ManifestMap[] = containersOf(controller),
): string | undefined {
  const added = containers.flatMap((container) => upperCase(capabilitiesOf(container).add));
  const refused = [...new Set(added)].filter(isRefused).sort();
  return refused.length === 0
    ? undefined
    : `the ${refused.length > 1 ? 'capabilities' : 'capability'} ${words(refused)}`;
}

const capabilities: Refusal = (parameters, controller) => {
  const allowed = upperCase(parameters.allowedCapabilities);
  const required = upperCase(parameters.requiredDropCapabilities);
  const judged = judgedContainers(parameters, controller);
  const isRefused = (word: string) => !allowed.includes('*') && !allowed.includes(word);
  const added = addedCapabilities(controller, isRefused, judged);
  if (added !== undefined) return added;
  const kept = judged.flatMap((container) => {
    const dropped = upperCase(capabilitiesOf(container).drop);
    return dropped.includes('ALL') ? [] : required.filter((word) => !dropped.includes(word));
  });
  return kept.length > 0 ? `a container that keeps ${words([...new Set(kept)])}` : undefined;
};

const hostNetwork: Refusal = (parameters, { podSpec }) =>
  parameters.hostNetwork !== true && podSpec.hostNetwork === true ? 'the host network' : undefined;

const privileged: Refusal = (parameters, controller) =>
  judgedContainers(parameters, controller).some((container) => securityOf(container).privileged === true)
    ? 'a privileged container'
    : undefined;

/** The users that containers are set to run as. */
export const usersOf = (controller: Controller, containers: readonly ManifestMap[] = containersOf(controller)) =>
  containers
    .map((container) => securityOf(container).runAsUser ?? mapOf(controller.podSpec.securityContext).runAsUser)
    .filter((user) => typeof user === 'number');

const users: Refusal = (parameters, controller) => {
  const { rule, ranges } = mapOf(parameters.runAsUser);
  const isAllowed = (user: number) =>
    rule === 'MustRunAs'
      ? listFrom(ranges)
          .map(mapOf)
          .some(({ min, max }) => Number(min) <= user && user <= Number(max))
      : rule !== 'MustRunAsNonRoot' || user !== 0;
  const refused = usersOf(controller, judgedContainers(parameters, controller)).find((user) => !isAllowed(user));
  return refused === undefined ? undefined : `user ${refused}${refused === 0 ? ' (root)' : ''}`;
};

/** The files of the node that pods mount. */
export const hostPathsOf = ({ podSpec }: Controller) =>
  listFrom(podSpec.volumes)
    .map(mapOf)
    .filter(({ hostPath }) => hostPath !== undefined)
    .map(({ name, hostPath }) => ({ name, path: stringOf(mapOf(hostPath).path) }));

const hostFiles: Refusal = (parameters, controller) => {
  const allowed = listFrom(parameters.allowedHostPaths).map(mapOf);
  const mounts = containersOf(controller).flatMap(({ volumeMounts }) => listFrom(volumeMounts).map(mapOf));
  const isWritten = (volume: YamlValue | undefined) =>
    mounts.some(({ name, readOnly }) => name === volume && readOnly !== true);
  const refused = hostPathsOf(controller).filter(
    ({ name, path }) =>
      !allowed.some(
        ({ pathPrefix, readOnly }) => isBelow(path, stringOf(pathPrefix)) && !(readOnly === true && isWritten(name)),
      ),
  );
  return refused.length > 0 ? `the hostPath ${words(refused.map(({ path }) => path))}` : undefined;
};

const isBelow = (path: string, prefix: string) =>
  `${path.replace(/\/+$/, '')}/`.startsWith(`${prefix.replace(/\/+$/, '')}/`);

const volumeTypes: Refusal = (parameters, controller) => {
  const allowed = listFrom(parameters.volumes).map(scalarText);
  if (allowed.includes('*') || allowed.includes('hostPath')) return undefined;
  return hostPathsOf(controller).length > 0 ? 'volumes of type hostPath' : undefined;
};

const without =
  (field: string, wanted: boolean): Refusal =>
  (parameters, controller) =>
    judgedContainers(parameters, controller).some((container) => securityOf(container)[field] !== wanted)
      ? `a container without ${field}: ${wanted}`
      : undefined;

/** The constraints of open-policy-agent/gatekeeper-library, pod-security-policy, by kind. */
export const REFUSALS: { readonly [kind: string]: Refusal } = {
  K8sPSPAllowPrivilegeEscalationContainer: without('allowPrivilegeEscalation', false),
  K8sPSPAllowedUsers: users,
  K8sPSPCapabilities: capabilities,
  K8sPSPHostFilesystem: hostFiles,
  K8sPSPHostNetworkingPorts: hostNetwork,
  K8sPSPPrivilegedContainer: privileged,
  K8sPSPReadOnlyRootFilesystem: without('readOnlyRootFilesystem', true),
  K8sPSPVolumeTypes: volumeTypes,
};
