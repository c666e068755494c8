import type { FunctionRecord, FunctionVersion } from './records.ts';

export const LATEST = '$LATEST';

/**
 * The version that a qualifier stands for: a version number, `$LATEST` (also when absent) or an alias, which may share
 * its traffic between two versions by weight. Undefined when there is none.
 * @param random from 0 to 1, decides by the weights
 */
export function resolveVersion(
  record: FunctionRecord,
  qualifier: string | undefined,
  random: () => number,
): FunctionVersion | undefined {
  if (qualifier === undefined || qualifier === LATEST) return record.latest;
  if (Object.hasOwn(record.versions, qualifier)) return record.versions[qualifier];
  const alias = Object.hasOwn(record.aliases, qualifier) ? record.aliases[qualifier] : undefined;
  if (!alias) return undefined;
  let version = alias.functionVersion;
  let chance = random();
  for (const [other, weight] of Object.entries(alias.additionalVersionWeights)) {
    if (chance < weight) {
      version = other;
      break;
    }
    chance -= weight;
  }
  if (version === LATEST) return record.latest;
  return Object.hasOwn(record.versions, version) ? record.versions[version] : undefined;
}
