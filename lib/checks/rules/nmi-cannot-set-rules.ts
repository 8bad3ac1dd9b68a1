import { listFrom, mapOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { NMI } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { mountOf } from '../facts/mounts';
import type { Rule, RuleFinding } from '../rule';

const LOCK = '/run/xtables.lock';
const CAPABILITIES = ['NET_ADMIN', 'NET_RAW'];

/** NMI that may not, or does not reach, the packet filter of its node. */
export const nmiCannotSetRules: Rule = {
  id: 'nmi-cannot-set-rules',
  title: 'NMI cannot set the iptables rules of its node',
  severity: 'error',
  why: 'NMI sends the token requests of pods to itself by a rule of iptables on the node. For that it needs the network of the node, root, NET_ADMIN and NET_RAW, and the lock file that it shares with kube-proxy.',
  symptom: 'NMI is in CrashLoopBackOff with errors of iptables; or pods talk to the metadata service directly.',
  bad: changed(NMI, 'add: [DAC_READ_SEARCH, NET_ADMIN, NET_RAW]', 'add: [DAC_READ_SEARCH, NET_RAW]'),
  good: NMI,
  source: 'pkg/nmi/iptables/iptables.go; deploy/infra/deployment-rbac.yaml',
  check: (checked) =>
    controllersOf(checked)
      .filter(({ program }) => program === 'nmi')
      .flatMap((started) => [...network(started), ...root(started), ...capabilities(started), ...lock(started)]),
};

function network({ podSpec, podSpecPath, manifest: object }: Controller): RuleFinding[] {
  if (podSpec.hostNetwork === true) return [];
  const message =
    'NMI is not in the network of the node: its rules would be for its own pod only, and requests of other pods never reach it. Set hostNetwork';
  const path = podSpec.hostNetwork === undefined ? podSpecPath : [...podSpecPath, 'hostNetwork'];
  return [{ object, path, message, fix: 'hostNetwork: true' }];
}

/** The image of upstream has another user. */
function root({ podSpec, podSpecPath, container, containerPath, manifest: object }: Controller): RuleFinding[] {
  const own = mapOf(container.securityContext);
  const ofPod = mapOf(podSpec.securityContext);
  const ownPath = [...containerPath, 'securityContext'];
  const user = own.runAsUser ?? ofPod.runAsUser;
  const isUpstream = String(container.image).includes('aad-pod-identity/');
  if (user === 0 || (user === undefined && !isUpstream && own.runAsNonRoot !== true)) return [];
  const at = own.runAsUser != null ? [...ownPath, 'runAsUser'] : [...podSpecPath, 'securityContext', 'runAsUser'];
  const path = user === undefined ? (container.securityContext ? ownPath : containerPath) : at;
  const who = user === undefined ? "the image's own user, which is not root" : `user ${user}`;
  return [
    { object, path, message: `NMI runs as ${who}, and only root can set rules of iptables`, fix: 'runAsUser: 0' },
  ];
}

function capabilities({ container, containerPath, manifest: object }: Controller): RuleFinding[] {
  const { privileged, capabilities: given } = mapOf(container.securityContext);
  const words = (field: string) => listFrom(mapOf(given)[field]).map((word) => String(word).toUpperCase());
  const [add, drop] = [words('add'), words('drop')];
  if (privileged === true || add.includes('ALL')) return [];
  // Of the two the runtime gives NET_RAW unless it is told otherwise.
  const has = (word: string) =>
    add.includes(word) || (word === 'NET_RAW' && !drop.includes('ALL') && !drop.includes(word));
  const missing = CAPABILITIES.filter((word) => !has(word));
  if (missing.length === 0) return [];
  const security = [...containerPath, 'securityContext'];
  const path = mapOf(given).add
    ? [...security, 'capabilities', 'add']
    : container.securityContext
      ? security
      : containerPath;
  const wanted = [...new Set([...add, ...missing])].join(', ');
  const message = `NMI has not the capability ${missing.join(' and ')}, and cannot set rules of iptables`;
  return [{ object, path, message, fix: `add: [${wanted}]` }];
}

function lock(started: Controller): RuleFinding[] {
  const { containerPath, manifest: object, container } = started;
  if (mountOf(started, LOCK)) return [];
  const path = Array.isArray(container.volumeMounts) ? [...containerPath, 'volumeMounts'] : containerPath;
  const message = `${LOCK} of the node is not mounted: NMI and kube-proxy would write rules at the same time, and one of them fails. Mount it from a hostPath of type FileOrCreate`;
  return [{ object, path, message, fix: `mountPath: ${LOCK}` }];
}
