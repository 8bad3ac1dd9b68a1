import { createRequire } from 'node:module';
import { stagesYaml, TENANT } from './stages-app.mjs';

const require = createRequire(import.meta.url);
const { App } = require('cdk8s');
const { addCharts } = require('../../build/main');
const { admit, Injection, Manifests, MigrationStage, TokenExchange, WorkloadIdentity } = require('../../build/lib');
const { YamlText } = require('../../build/lib/manifests/yaml');
const { findPodTemplate } = require('../../build/lib/upstream/pod-templates');
const { PROXY_IMAGE, PROXY_INIT_IMAGE } = require('../../build/lib/upstream/webhook-pod');

const NAMESPACE = 'stages';
/** The ServiceAccount that the app does not render. */
const ELSEWHERE = `---
apiVersion: v1
kind: ServiceAccount
metadata: {name: elsewhere, namespace: ${NAMESPACE}}
`;
const STRICT = ['--dry-run=server', '--validate=strict', '-f'];

/** The API server accepts all objects with strict validation, and the pods that come of them, at every stage. */
export function acceptance({ kubectl, expectOk, write }) {
  for (const namespace of [NAMESPACE, `${NAMESPACE}-closed`]) kubectl(['create', 'namespace', namespace]);
  refusals();
  accept('main.ts', mainYaml());
  for (const stage of Object.values(MigrationStage)) {
    for (const injection of stage === MigrationStage.POD_IDENTITY ? [undefined] : Object.values(Injection)) {
      accept(`main.ts at ${stage} by ${injection}`, mainYaml({ stage, injection, tenantId: TENANT }));
      accept(`all kinds at ${stage} by ${injection}`, stagesYaml(NAMESPACE, { stage, injection }));
    }
  }
  const exchange = TokenExchange.IDENTITY_BINDING;
  accept('all kinds with identity bindings', stagesYaml(NAMESPACE, { stage: MigrationStage.DUAL, exchange }));

  /** What the next tests could not see if the API server did not look. */
  function refusals() {
    const [pod] = podsOf(stagesYaml(NAMESPACE));
    const wrong = { ...pod, spec: { ...pod.spec, serviceAcountName: 'orders' } };
    const { status, stderr } = kubectl(['create', ...STRICT, write('wrong.yaml', JSON.stringify(wrong))]);
    expectOk(
      'an unknown field is refused',
      { status: status === 0 ? 1 : 0, stdout: '', stderr },
      /unknown field/.test(stderr),
    );
    const credential = stagesYaml(NAMESPACE).replaceAll('armId: /subscriptions/', 'armId: subscriptions/');
    const answer = kubectl(['apply', ...STRICT, write('wrong.yaml', credential)]);
    expectOk(
      'a wrong credential is refused',
      { ...answer, status: answer.status === 0 ? 1 : 0 },
      /armId/.test(answer.stderr),
    );
  }

  function accept(name, yaml) {
    const file = write('app.yaml', yaml);
    expectOk(`${name}: applied`, kubectl(['apply', ...STRICT, file]));
    expectOk(`${name}: applied server-side`, kubectl(['apply', '--server-side', ...STRICT, file]));
    for (const [by, pods] of [
      ['the templates', podsOf(yaml)],
      ['the webhook', admittedPods(yaml)],
    ]) {
      if (pods.length === 0) continue;
      const list = write('pods.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: pods }));
      expectOk(`${name}: ${pods.length} pods of ${by}`, kubectl(['create', ...STRICT, list]));
    }
  }
}

function mainYaml(settings) {
  const app = new App();
  if (settings) new WorkloadIdentity(app, 'workload-identity', settings);
  addCharts(app);
  return app.synthYaml();
}

/** As the controllers make them. */
function podsOf(yaml) {
  return new YamlText('app.yaml', yaml).documents.flatMap(({ value }) => {
    const at = (path) => path.reduce((place, key) => place?.[key], value);
    const path = findPodTemplate(value.apiVersion.split('/').slice(0, -1).join(), value.kind, at);
    const template = path && at(path);
    return template?.spec ? [podOf(value.kind, value.metadata, template)] : [];
  });
}

/** As the webhook makes them of those, with the images that it has in a cluster. */
function admittedPods(yaml) {
  return admit(Manifests.fromText('app.yaml', yaml + ELSEWHERE), { tenantId: TENANT }).flatMap(
    ({ kind, name, namespace, refused, pod }) => {
      if (refused !== undefined) throw new Error(`${kind} ${namespace}/${name}: ${refused}`);
      if (!pod) return [];
      const text = JSON.stringify(pod)
        .replaceAll('"image":"/proxy:"', `"image":"${PROXY_IMAGE}"`)
        .replaceAll('"image":"/proxy-init:"', `"image":"${PROXY_INIT_IMAGE}"`);
      return [podOf(kind, { name, namespace }, JSON.parse(text))];
    },
  );
}

function podOf(kind, { name, namespace = 'default' }, { metadata = {}, spec }) {
  const { labels, annotations } = metadata;
  const generateName = `${kind.toLowerCase()}-${name}-`;
  return { apiVersion: 'v1', kind: 'Pod', metadata: { generateName, namespace, labels, annotations }, spec };
}
