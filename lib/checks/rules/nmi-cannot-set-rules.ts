import { listFrom, mapOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { NMI } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { mountOf } from '../facts/mounts';
import { isOnWindows } from '../facts/placement';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, type RuleFinding, Severity } from '../rule';

const LOCK = '/run/xtables.lock';
const CAPABILITIES = ['NET_ADMIN', 'NET_RAW'];

/** NMI without access to iptables on its node. */
export const nmiCannotSetRules: Rule = {
  id: 'nmi-cannot-set-rules',
  title: 'NMI cannot set iptables rules on its node',
  severity: Severity.ERROR,
  why: 'NMI redirects token requests of pods to itself with an iptables rule on the node. For that it needs the host network, root, NET_ADMIN and NET_RAW, and the lock file that it shares with kube-proxy.',
  symptom: 'NMI is in CrashLoopBackOff with iptables errors; or pods reach the metadata service directly.',
  bad: changed(NMI, 'add: [DAC_READ_SEARCH, NET_ADMIN, NET_RAW]', 'add: [DAC_READ_SEARCH, NET_RAW]'),
  good: NMI,
  source: 'pkg/nmi/iptables/iptables.go; deploy/infra/deployment-rbac.yaml',
  check: (checked) =>
    controllersOf(checked)
      // A port of NMI to Windows has no iptables.
      .filter(({ program, podSpec }) => program === 'nmi' && !isOnWindows(podSpec))
      .flatMap((started) => [...network(started), ...root(started), ...capabilities(started), ...lock(started)]),
};

function network({ podSpec, podSpecPath, manifest: object }: Controller): RuleFinding[] {
  if (podSpec.hostNetwork === true) return [];
  const message =
    'NMI does not use the host network. Its iptables rules apply to its own pod only, and requests of other pods never reach it. Set hostNetwork: true.';
  const path = podSpec.hostNetwork === undefined ? podSpecPath : [...podSpecPath, 'hostNetwork'];
  return [{ object, path, message, fix: 'hostNetwork: true' }];
}

/** Upstream's image does not run as root since 1.7.0. */
function root(started: Controller): RuleFinding[] {
  const { podSpec, podSpecPath, container, containerPath, manifest: object } = started;
  const own = mapOf(container.securityContext);
  const ofPod = mapOf(podSpec.securityContext);
  const ownPath = [...containerPath, 'securityContext'];
  const user = own.runAsUser ?? ofPod.runAsUser;
  const isUpstream = String(container.image).includes('aad-pod-identity/');
  const isWithoutRoot = isUpstream && started.release.has('runsWithoutRoot') === true;
  if (user === 0 || (user === undefined && !isWithoutRoot && own.runAsNonRoot !== true)) return [];
  const at = own.runAsUser != null ? [...ownPath, 'runAsUser'] : [...podSpecPath, 'securityContext', 'runAsUser'];
  const path = user === undefined ? [...ownPath, 'runAsUser'] : at;
  const who = user === undefined ? 'the user of its image, which is not root' : `user ${user}`;
  return [
    {
      object,
      path,
      message: `NMI runs as ${who}. Only root can set iptables rules. Set runAsUser: 0.`,
      fix: 'runAsUser: 0',
    },
  ];
}

function capabilities({ container, containerPath, manifest: object }: Controller): RuleFinding[] {
  const { privileged, capabilities: given } = mapOf(container.securityContext);
  const words = (field: string) => listFrom(mapOf(given)[field]).map((word) => String(word).toUpperCase());
  const [add, drop] = [words('add'), words('drop')];
  if (privileged === true || add.includes('ALL')) return [];
  // Container runtimes grant NET_RAW by default.
  const has = (word: string) =>
    add.includes(word) || (word === 'NET_RAW' && !drop.includes('ALL') && !drop.includes(word));
  const missing = CAPABILITIES.filter((word) => !has(word));
  if (missing.length === 0) return [];
  const security = [...containerPath, 'securityContext'];
  const path = [...security, 'capabilities', 'add'];
  const wanted = [...new Set([...add, ...missing])];
  const message = `NMI lacks the ${missing.length > 1 ? 'capabilities' : 'capability'} ${missing.join(' and ')}. It cannot set iptables rules. Add ${missing.length > 1 ? 'them' : 'it'}.`;
  return [{ object, path, message, fix: `add: [${wanted.map(plainYaml).join(', ')}]` }];
}

function lock(started: Controller): RuleFinding[] {
  const { containerPath, manifest: object, container } = started;
  if (started.release.has('sharesIptablesLock') === false || mountOf(started, LOCK)) return [];
  const path = Array.isArray(container.volumeMounts) ? [...containerPath, 'volumeMounts'] : containerPath;
  const message = `The file ${LOCK} of the node is not mounted. NMI and kube-proxy can write iptables rules at the same time, and one of them then fails. Mount it from a hostPath of type FileOrCreate.`;
  return [{ object, path, message }];
}
