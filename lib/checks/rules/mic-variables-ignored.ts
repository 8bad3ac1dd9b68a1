import { MIC_CREDENTIALS } from '../../upstream/mic-credentials';
import { MIC } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { readableIn } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

const VARIABLES = MIC_CREDENTIALS.map(({ variable }) => variable);

/** Variables that MIC does not read, because it has a file. */
export const micVariablesIgnored: Rule = {
  id: 'mic-variables-ignored',
  title: 'MIC ignores the variables of its credentials, because it has a cloud config',
  severity: Severity.WARNING,
  why: 'With --cloudconfig MIC reads where, and as whom, it signs in to Azure from that file only. It does not look at the variables that replace the file.',
  symptom: 'None, or 403 from Azure: MIC signs in as the identity of the cluster, not as the one in the variables.',
  bad: changed(
    MIC,
    '          env:\n',
    `          env:
            - name: USE_MSI
              value: "true"
            - name: USER_ASSIGNED_MSI_CLIENT_ID
              value: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
`,
  ),
  good: MIC,
  source: 'pkg/cloudprovider/cloudprovider.go (Init)',
  check: (checked) =>
    readableIn(checked, 'mic').flatMap((mic) => {
      if (mic.flags.effective('cloudconfig').value === '') return [];
      const ignored = VARIABLES.filter((name) => mic.env.has(name));
      const first = mic.env.get(ignored[0] ?? '');
      if (!first) return [];
      const last = first.path.at(-1) === 'value' ? first.path.slice(0, -1) : first.path;
      return [
        {
          object: mic.manifest,
          path: last,
          message: `MIC has --cloudconfig, and ignores ${ignored.join(', ')}. It signs in with what is in the file. Remove --cloudconfig, or these variables.`,
        },
      ];
    }),
};
