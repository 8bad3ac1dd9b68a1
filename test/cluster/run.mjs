// node test/cluster/run.mjs TOOLS: holds what we render against a real API server.
//
// TOOLS is the folder of build.sh and start.sh, which make and start one; recorded answers of the real Helm, and the CRD of
// Azure Service Operator, lie in PARITY (default ../shared/parity). Requires Go, etcd and kubectl.
import { join, resolve } from 'node:path';
import { acceptance } from './acceptance.mjs';
import { adoption } from './adoption.mjs';
import { withApiServer } from './api-server.mjs';
import { wayBack } from './way-back.mjs';

const tools = resolve(process.argv[2] ?? '../shared/tools/kube-apiserver');
const parity = resolve(process.env.PARITY ?? '../shared/parity');

// The app warns of what it does on purpose.
console.warn = () => {};

withApiServer(tools, (server) => {
  const { kubectl, expectOk } = server;
  expectOk('the CRDs', kubectl(['apply', '-f', 'crds/aadpodidentity.k8s.io.yaml', '-f', join(parity, 'aso')]));
  kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
  for (const namespace of ['identity-system', 'shop']) kubectl(['create', 'namespace', namespace]);
  acceptance(server);
  wayBack(server);
  adoption({ ...server, parity });
});
