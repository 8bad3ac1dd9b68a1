import { NMI, nmiWith } from '../examples/controller-examples';
import { controllersOf } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

export const metadataHeaderNotRequired: Rule = {
  id: 'metadata-header-not-required',
  title: 'NMI answers requests without the header Metadata',
  severity: Severity.WARNING,
  why: 'The header shows that the program itself requests the token. Without this check, anyone who can make a program fetch a URL (server-side request forgery) gets its token.',
  symptom: 'None.',
  bad: nmiWith('--metadata-header-required=false'),
  good: NMI,
  source: 'pkg/nmi/server/server.go, validateMetadataHeader',
  check: (checked) =>
    controllersOf(checked, 'nmi')
      // Without the flag, it is the default of an old version.
      .filter(({ flags }) => flags.find('metadata-header-required') && !flags.isOn('metadata-header-required'))
      .map((nmi) => ({
        object: nmi.workload.manifest,
        path: nmi.placeOf('metadata-header-required'),
        message:
          'NMI answers requests without the header "Metadata: true". Anyone who can make a program fetch a URL gets its token. Set it to true, and have clients send the header.',
        fix: '- --metadata-header-required=true',
      })),
};
