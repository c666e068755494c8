import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { LATEST } from '../../lambda/function-version.ts';
import type { FunctionRecord, FunctionVersion } from '../../lambda/records.ts';
import { invalidParameter, notOffered } from './errors.ts';
import { functionConfiguration, listedConfiguration } from './function-configuration.ts';
import { namedFunction, unqualifiedFunction } from './function-name.ts';
import { functionCollection, requireFunction, requireRevision, updateFunction } from './function-store.ts';
import type { LambdaHandlers, LambdaServiceDependencies } from './operations.ts';
import { pageOf } from './pages.ts';

/** Publishing and listing versions. https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html */
export function versionHandlers({
  store,
}: LambdaServiceDependencies): LambdaHandlers<'PublishVersion' | 'ListVersionsByFunction'> {
  const collection = functionCollection(store);
  return {
    async PublishVersion(input, context) {
      if (input.PublishTo !== undefined) throw notOffered('PublishTo');
      const named = unqualifiedFunction(input.FunctionName, context);
      let published: FunctionVersion | undefined;
      await updateFunction(collection, named, (record) => {
        requireRevision(input.RevisionId, record.latest.revisionId);
        if (input.CodeSha256 && input.CodeSha256 !== record.latest.codeSha256) {
          throw invalidParameter(
            `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${record.latest.codeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
          );
        }
        const result = publish(record, input.Description);
        published = result.version;
        return result.record;
      });
      if (!published) throw new Error('nothing was published');
      return functionConfiguration(named, published, published.version);
    },

    async ListVersionsByFunction(input, context) {
      const named = namedFunction(input.FunctionName, context);
      const record = await requireFunction(collection, named);
      const { page, marker } = pageOf(allVersions(record), input, (version) => version.version);
      return {
        Versions: page.map((version) => listedConfiguration(named, version, version.version)),
        ...(marker !== undefined && { NextMarker: marker }),
      };
    },
  };
}

/** `$LATEST`, then the published versions from the oldest on. */
export function allVersions(record: FunctionRecord): FunctionVersion[] {
  return [
    record.latest,
    ...Object.values(record.versions).sort((a, b) => Number(a.version) - Number(b.version)),
  ];
}

/**
 * Freezes `$LATEST` as the next version. "Lambda doesn't publish a version if the function's configuration and code
 * haven't changed since the last version": then that one is the result, and the record is the same.
 */
export function publish(
  record: FunctionRecord,
  description: string | undefined,
): { record: FunctionRecord; version: FunctionVersion } {
  const last = record.versions[String(record.lastVersion)];
  if (
    last &&
    isDeepStrictEqual(frozen(last, last.latestDescription), frozen(record.latest, record.latest.description))
  ) {
    return { record, version: last };
  }
  const number = record.lastVersion + 1;
  const version: FunctionVersion = {
    ...record.latest,
    version: String(number),
    description: description ?? record.latest.description,
    latestDescription: record.latest.description,
    revisionId: randomUUID(),
  };
  return {
    record: { ...record, lastVersion: number, versions: { ...record.versions, [number]: version } },
    version,
  };
}

/** What makes a version different from another. */
function frozen(version: FunctionVersion, description: string | undefined): object {
  const { latestDescription: _described, lastModified: _time, revisionId: _revision, ...content } = version;
  return { ...content, version: LATEST, description };
}
