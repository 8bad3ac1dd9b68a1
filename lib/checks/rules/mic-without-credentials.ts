import type { Controller } from '../../simulation/controller';
import { MIC } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { readableIn } from '../facts/controllers';
import { mountOf } from '../facts/mounts';
import type { Rule, RuleFinding } from '../rule';

/** What MIC reads when it has no file (pkg/cloudprovider/cloudprovider.go, Init). */
const ALWAYS = ['CLOUD', 'SUBSCRIPTION_ID', 'RESOURCE_GROUP'];
const SERVICE_PRINCIPAL = ['TENANT_ID', 'CLIENT_ID', 'CLIENT_SECRET'];

/** MIC that cannot sign in to Azure. */
export const micWithoutCredentials: Rule = {
  id: 'mic-without-credentials',
  title: 'MIC has neither a cloud config nor the variables for it',
  severity: 'error',
  why: 'MIC puts identities on the nodes through Azure. Where and as whom, it reads from the file of --cloudconfig, else from variables: CLOUD, SUBSCRIPTION_ID, RESOURCE_GROUP, and USE_MSI or TENANT_ID, CLIENT_ID and CLIENT_SECRET.',
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
    ? 'neither --cloudconfig nor the variables for it'
    : `no --cloudconfig, and not the variable ${missing.join(', ')}`;
  return [
    {
      object,
      path: isBare ? started.placeOf('cloudconfig') : started.environment,
      message: `MIC has ${what}: it ends when it is started, or finds no nodes to assign to`,
      ...(isBare && { fix: '- --cloudconfig=/etc/kubernetes/azure.json' }),
    },
  ];
}

function notMounted(started: Controller, file: string): RuleFinding {
  return {
    object: started.manifest,
    path: started.placeOf('cloudconfig'),
    message: `--cloudconfig is ${file}, which no volume of the container has: MIC ends when it is started. Mount it from the node`,
    fix: `mountPath: ${file}`,
  };
}

function missingVariables(started: Controller): string[] {
  if (started.hasUnseenVariables) return [];
  const { env } = started;
  const isMissing = (name: string) => env.get(name) === undefined || env.get(name)?.value === '';
  const useMsi = env.get('USE_MSI');
  const isManaged = useMsi !== undefined && (useMsi.value === undefined || /^true$/i.test(useMsi.value));
  return [...ALWAYS, ...(isManaged ? [] : SERVICE_PRINCIPAL)].filter(isMissing);
}
