import type { Controller } from '../../simulation/controller';
import { MIC_CREDENTIALS, type MicCredential, USE_MSI } from '../../upstream/mic-credentials';
import { MIC } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { readableIn } from '../facts/controllers';
import { mountOf } from '../facts/mounts';
import { type Rule, type RuleFinding, Severity } from '../rule';

const variablesFor = (what: MicCredential['needed']) =>
  MIC_CREDENTIALS.filter(({ needed }) => needed === what).map(({ variable }) => variable);
const ALWAYS = variablesFor('always');
const SERVICE_PRINCIPAL = variablesFor('principal');
/** Where the node has it. */
const FILE = '/etc/kubernetes/azure.json';

/** MIC that cannot sign in to Azure. */
export const micWithoutCredentials: Rule = {
  id: 'mic-without-credentials',
  title: 'MIC has neither a cloud config nor the variables that replace it',
  severity: Severity.ERROR,
  why: 'MIC assigns identities to nodes through Azure. It reads where, and as whom, from the file of --cloudconfig, or else from the variables CLOUD, SUBSCRIPTION_ID, RESOURCE_GROUP, and USE_MSI or TENANT_ID, CLIENT_ID and CLIENT_SECRET.',
  symptom: 'CrashLoopBackOff; the log ends with "failed to create MIC client".',
  bad: changed(MIC, '--cloudconfig=/etc/kubernetes/azure.json', '--logtostderr'),
  good: MIC,
  source: 'pkg/cloudprovider/cloudprovider.go (Init)',
  check: (checked) => readableIn(checked, 'mic').flatMap(findingsOf),
};

function findingsOf(started: Controller): RuleFinding[] {
  const file = started.flags.value('cloudconfig');
  if (file !== '') return mountOf(started, file) ? [] : [notMounted(started, file)];
  // Misspelt, it is another rule's.
  if (started.flags.mentions('cloudconfig') && !started.flags.find('cloudconfig')) return [];
  const missing = missingVariables(started);
  if (missing.length === 0) return [];
  const { manifest: object } = started;
  const isBare = ALWAYS.every((name) => missing.includes(name));
  const what = isBare
    ? 'neither --cloudconfig nor the variables that replace it'
    : `no --cloudconfig, and lacks the variable${missing.length > 1 ? 's' : ''} ${missing.join(', ')}`;
  return [
    {
      object,
      path: isBare ? started.placeOf('cloudconfig') : started.environment,
      message: `MIC has ${what}. MIC exits at startup, or finds no nodes. Add ${isBare ? '--cloudconfig' : missing.length > 1 ? 'them' : 'it'}.`,
      // With it, MIC would ignore the variables that are there.
      ...(isBare && !hasVariables(started) && mountOf(started, FILE) && { fix: `- --cloudconfig=${FILE}` }),
    },
  ];
}

function notMounted(started: Controller, file: string): RuleFinding {
  return {
    object: started.manifest,
    path: started.placeOf('cloudconfig'),
    message: `The file ${file} of --cloudconfig is not mounted. MIC exits at startup. Mount it from the node.`,
  };
}

const hasVariables = ({ env }: Controller) => MIC_CREDENTIALS.some(({ variable }) => env.has(variable));

function missingVariables(started: Controller): string[] {
  if (started.hasUnseenVariables) return [];
  const { env } = started;
  const isMissing = (name: string) => env.get(name) === undefined || env.get(name)?.value === '';
  const useMsi = env.get(USE_MSI);
  const isManaged = useMsi !== undefined && (useMsi.value === undefined || /^true$/i.test(useMsi.value));
  return [...ALWAYS, ...(isManaged ? [] : SERVICE_PRINCIPAL)].filter(isMissing);
}
