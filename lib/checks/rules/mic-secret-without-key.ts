import { nearest } from '../../validate/nearest';
import { micWithVariables } from '../examples/controller-examples';
import { documents } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { secretKeysOf } from '../facts/mic-credentials';
import { plainYaml } from '../facts/plain-yaml';
import { keysOf, secretsOf } from '../facts/secrets';
import { type Rule, Severity } from '../rule';

const variable = (name: string, key: string) => `            - name: ${name}
              valueFrom:
                secretKeyRef:
                  name: mic-credentials
                  key: ${key}
`;
const reading = micWithVariables('AzureCloud', variable('CLIENT_ID', 'ClientID'));
const secret = (key: string) => `apiVersion: v1
kind: Secret
metadata:
  name: mic-credentials
  namespace: default
data:
  ${key}: MGI5ZjVjM2UtNWE1Ny00YjBlLThmMGUtMmQxYzdhNmI5ZTQy
`;

export const micSecretWithoutKey: Rule = {
  id: 'mic-secret-without-key',
  title: 'MIC reads a key that its Secret does not have',
  severity: Severity.ERROR,
  why: 'The kubelet does not start a container with a variable from a missing key. Keys are case-sensitive.',
  symptom: "CreateContainerConfigError: couldn't find key … in Secret.",
  bad: documents(reading, secret('clientID')),
  good: documents(reading, secret('ClientID')),
  source: 'charts/aad-pod-identity/templates/mic-secret.yaml; pkg/cloudprovider/cloudprovider.go, Init',
  check: (checked) => {
    const secrets = secretsOf(checked);
    return controllersOf(checked, 'mic').flatMap((mic) =>
      secretKeysOf(mic).flatMap(({ name, key, path }) => {
        const { manifest, namespace } = mic.workload;
        const secret = secrets.get(`${namespace}/${name}`);
        const keys = secret && keysOf(secret);
        // A Secret without keys, as in upstream's deployment, is filled elsewhere.
        if (!keys || keys.length === 0 || keys.includes(key)) return [];
        const meant = nearest(key, keys);
        return [
          {
            object: manifest,
            path,
            message: `Secret ${namespace}/${name} does not have the key ${key}${meant ? `; it has ${meant}` : ''}. MIC does not start. ${meant ? `Read the key ${meant}` : 'Add the key to the Secret'}.`,
            ...(meant && { fix: `key: ${plainYaml(meant)}` }),
          },
        ];
      }),
    );
  },
};
