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

const capabilities: Refusal = (parameters, controller) => {
  const [allowed, required] = [
    upperCase(parameters.allowedCapabilities),
    upperCase(parameters.requiredDropCapabilities),
  ];
  const given = judgedContainers(parameters, controller).map((container) => mapOf(securityOf(container).capabilities));
  const added = allowed.includes('*') ? [] : given.flatMap(({ add }) => upperCase(add));
  const refused = [...new Set(added)].filter((word) => !allowed.includes(word)).sort();
  if (refused.length > 0) return `the ${refused.length > 1 ? 'capabilities' : 'capability'} ${words(refused)}`;
  const kept = given.flatMap(({ drop }) => {
    const dropped = upperCase(drop);
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

const users: Refusal = (parameters, controller) => {
  const { rule, ranges } = mapOf(parameters.runAsUser);
  const isAllowed = (user: number) =>
    rule === 'MustRunAs'
      ? listFrom(ranges)
          .map(mapOf)
          .some(({ min, max }) => Number(min) <= user && user <= Number(max))
      : rule !== 'MustRunAsNonRoot' || user !== 0;
  const ofPod = mapOf(controller.podSpec.securityContext).runAsUser;
  const refused = judgedContainers(parameters, controller)
    .map((container) => securityOf(container).runAsUser ?? ofPod)
    .find((user) => typeof user === 'number' && !isAllowed(user));
  return refused === undefined ? undefined : `user ${refused}${refused === 0 ? ' (root)' : ''}`;
};

const hostPathsOf = ({ podSpec }: Controller) =>
  listFrom(podSpec.volumes)
    .map(mapOf)
    .filter(({ hostPath }) => hostPath !== undefined)
    .map(({ name, hostPath }) => ({ name, path: stringOf(mapOf(hostPath).path) }));

const hostFiles: Refusal = (parameters, controller) => {
  const allowed = listFrom(parameters.allowedHostPaths).map(mapOf);
  const containers = [...listFrom(controller.podSpec.containers), ...listFrom(controller.podSpec.initContainers)];
  const mounts = containers.flatMap((container) => listFrom(mapOf(container).volumeMounts).map(mapOf));
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
