import { ApiObject, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { valueAt } from '../validate/path';
import { Problems } from '../validate/problems';

const { FILE_PER_RESOURCE, FOLDER_PER_CHART_FILE_PER_RESOURCE } = YamlOutputType;

/**
 * Refuses two objects that cdk8s would write to one file: with a file for each resource its name has kind and name, but no
 * namespace, and the second object overwrites the first.
 */
export function refuseSharedFiles(all: Problems, root: IConstruct): void {
  // Not instanceof App: it may be that of another copy of cdk8s.
  const { yamlOutputType } = root as { yamlOutputType?: YamlOutputType };
  if (yamlOutputType !== FILE_PER_RESOURCE && yamlOutputType !== FOLDER_PER_CHART_FILE_PER_RESOURCE) return;
  const isPerChart = yamlOutputType === FOLDER_PER_CHART_FILE_PER_RESOURCE;
  const files = new Map<string, ApiObject>();
  for (const object of root.node.findAll()) {
    if (!ApiObject.isApiObject(object)) continue;
    // cdk8s names files in folders by what the construct says, others by what is rendered.
    const name = String(isPerChart ? object.metadata.name : valueAt(object.toJson(), ['metadata', 'name']));
    const file = `${object.kind}.${name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
    const key = isPerChart ? `${object.chart.node.path}/${file}` : file;
    const first = files.get(key);
    if (!first) {
      files.set(key, object);
      continue;
    }
    const problems = Problems.of(object);
    problems.add(
      'metadata.name',
      name,
      `a name that no other ${object.kind} has with this yamlOutputType, which writes both to one file; ${first.node.path} has it`,
      'Use another yamlOutputType',
    );
    all.include(problems);
  }
}
