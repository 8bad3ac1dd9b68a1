import { chartCode } from '../install/code/chart-code';
import type { InstallOfValues } from '../install/helm/install-of-values';
import { manifestsOf, yamlOf } from '../install/objects/manifests';
import { Manifests } from '../manifests/manifests';
import { yamlSurprise } from '../synth/yaml-text';
import { baselineOf } from './baseline';
import { frame } from './frame';
import { mainFile } from './main-code';
import type { OwnPackage, Project } from './project-file';
import { readme } from './readme';
import { installTest } from './test-code';

/**
 * A project that renders what the Helm chart does with some values.
 *
 * @throws Error as `render --as typescript`
 */
export function projectOfValues(own: OwnPackage, install: InstallOfValues): Project {
  const manifests = manifestsOf(install, yamlSurprise);
  const baseline = baselineOf(Manifests.fromText('aad-pod-identity.k8s.yaml', yamlOf(manifests)));
  const hasBaseline = baseline.files.length > 0;
  const imports = `import { App } from 'cdk8s';
import { AadPodIdentityChart } from './install';`;
  const secret = secretOf(install);
  const files = [
    ...frame(own, hasBaseline),
    ...baseline.files,
    { path: 'install.ts', text: chartCode(install, manifests) },
    mainFile(imports, '', "  new AadPodIdentityChart(app, 'aad-pod-identity');"),
    installTest(manifests, hasBaseline),
    readme(
      own,
      '[install.ts](install.ts) renders what the Helm release of AAD Pod Identity does. Compare before you apply:\n' +
        `\`kubectl diff -f dist/\`.${secret === undefined ? '' : `\n\n${warningOf(secret)}`}`,
      'Do not run `helm uninstall`: it deletes the controllers. `docs/adopt.md` of the package has every step until the record of\n' +
        'the release is removed.',
      'fails when an identity, a binding or an exception changes, or an object of the release is missing',
    ),
  ];
  return {
    files,
    remarks: [
      ...install.warnings.map((one) => `warning: ${one}`),
      ...(secret === undefined
        ? []
        : [
            `warning: install.ts has the client secret of adminsecret. Do not commit it: use the Secret that exists, with CloudCredentials.fromSecret('${secret}'). README.md says how`,
          ]),
      ...baseline.remarks,
    ],
  };
}

/** The Secret of the release, when the code has the password of a service principal; `msi` is none. */
function secretOf({ mic, distribution }: InstallOfValues): string | undefined {
  const password = mic?.credentials?.data?.ClientSecret;
  return password === undefined || password === 'msi' ? undefined : distribution.secret;
}

const warningOf = (
  secret: string,
) => `> **\`install.ts\` has the client secret of MIC: do not commit it.** Use the Secret that exists in the cluster instead: write
> \`cloudCredentials: CloudCredentials.fromSecret('${secret}')\` in \`install.ts\`, and remove the \`Secret\` there, if there is
> one, and its line in \`main.test.ts\`. MIC rolls once. Tools that prune must not delete the Secret. \`docs/adopt.md\` of the
> package has more.`;
