import { randomUUID } from 'node:crypto';
import { functionArn } from '../../lambda/function-arn.ts';
import { LATEST } from '../../lambda/function-version.ts';
import type { FunctionRecord, FunctionVersion } from '../../lambda/records.ts';
import { functionNotFound } from '../../lambda/service-errors.ts';
import { RevisionConflictError } from '../../store/store.ts';
import { admitCode } from './code-source.ts';
import { conflict, invalidParameter } from './errors.ts';
import { requireAssumableRole } from './execution-role.ts';
import { functionConfiguration, listedConfiguration } from './function-configuration.ts';
import { namedFunction, unqualifiedFunction } from './function-name.ts';
import { functionCollection, requireFunction, updateFunction, versionOf } from './function-store.ts';
import type { LambdaHandlers, LambdaServiceDependencies } from './operations.ts';
import { pageOf } from './pages.ts';
import { architecturesOf, requireRuntime, settingsOf } from './settings.ts';
import { requireTagCount } from './tags.ts';
import { allVersions, publish } from './versions.ts';

type Names =
  | 'CreateFunction'
  | 'GetFunction'
  | 'GetFunctionConfiguration'
  | 'ListFunctions'
  | 'DeleteFunction';

/** Functions as a whole. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html and its neighbours. */
export function functionHandlers(dependencies: LambdaServiceDependencies): LambdaHandlers<Names> {
  const { store, clock, lambda } = dependencies;
  const collection = functionCollection(store);
  return {
    async CreateFunction(input, context) {
      const named = unqualifiedFunction(input.FunctionName, context);
      const { functionName } = named;
      const { role, runtime, handler, ...settings } = settingsOf(input);
      if (runtime === undefined || handler === undefined) {
        throw invalidParameter(
          'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
        );
      }
      await requireRuntime(lambda.runtimes, runtime);
      const architectures = architecturesOf(input.Architectures);
      requireTagCount(input.Tags ?? {});
      if (await collection.get(context, functionName))
        throw conflict(`Function already exist: ${functionName}`);
      await requireAssumableRole(store, role ?? '', context.account);
      const code = await admitCode(dependencies, input.Code, context);
      const latest: FunctionVersion = {
        description: '',
        timeout: 3,
        memorySize: 128,
        ...settings,
        functionName,
        version: LATEST,
        runtime,
        handler,
        role: role ?? '',
        architectures,
        ...code,
        lastModified: clock(),
        revisionId: randomUUID(),
      };
      const empty: FunctionRecord = {
        name: functionName,
        arn: functionArn(named),
        latest,
        versions: {},
        lastVersion: 0,
        aliases: {},
        policies: {},
        tags: { ...input.Tags },
      };
      const created = input.Publish ? publish(empty, undefined) : { record: empty, version: latest };
      try {
        await collection.put(context, functionName, created.record, 0);
      } catch (error) {
        if (error instanceof RevisionConflictError) throw conflict(`Function already exist: ${functionName}`);
        throw error;
      }
      // Recorded: also with Publish, the ARN is that of the function.
      return functionConfiguration(named, created.version);
    },

    async GetFunction(input, context) {
      const named = namedFunction(input.FunctionName, context, input.Qualifier);
      const record = await requireFunction(collection, named);
      const { tags, reservedConcurrency } = record;
      const version = versionOf(record, named);
      return {
        Configuration: functionConfiguration(named, version, named.qualifier),
        Code: { RepositoryType: 'S3', Location: lambda.downloads.urlOf(version.codeBlob) },
        ...(Object.keys(tags).length > 0 && { Tags: tags }),
        ...(reservedConcurrency !== undefined && {
          Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
        }),
      };
    },

    async GetFunctionConfiguration(input, context) {
      const named = namedFunction(input.FunctionName, context, input.Qualifier);
      const record = await requireFunction(collection, named);
      return functionConfiguration(named, versionOf(record, named), named.qualifier);
    },

    async ListFunctions(input, context) {
      const records = (await collection.list(context)).map(({ value }) => value);
      const all = input.FunctionVersion === 'ALL';
      const versions = records.flatMap((record) => (all ? allVersions(record) : [record.latest]));
      const { page, marker } = pageOf(
        versions,
        input,
        (version) => `${version.functionName}:${version.version}`,
      );
      return {
        Functions: page.map((version) => {
          const { account, region } = context;
          const target = { account, region, functionName: version.functionName };
          return listedConfiguration(target, version, all ? version.version : undefined);
        }),
        ...(marker !== undefined && { NextMarker: marker }),
      };
    },

    async DeleteFunction(input, context) {
      const named = namedFunction(input.FunctionName, context, input.Qualifier);
      const { qualifier } = named;
      if (qualifier === undefined) {
        if (!(await collection.delete(named, named.functionName)))
          throw functionNotFound(named.unqualifiedArn);
      } else {
        await updateFunction(collection, { ...named, arn: named.unqualifiedArn }, (record) =>
          withoutVersion(record, qualifier),
        );
      }
      return { StatusCode: 204 };
    },
  };
}

/** Deleting a version that isn't there changes nothing, as on AWS. */
function withoutVersion(record: FunctionRecord, qualifier: string): FunctionRecord {
  if (qualifier === LATEST) {
    throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
  }
  if (!/^\d+$/.test(qualifier)) {
    throw invalidParameter('Deletion of aliases is not currently supported.');
  }
  const users = Object.values(record.aliases)
    .filter(
      (alias) =>
        alias.functionVersion === qualifier || Object.hasOwn(alias.additionalVersionWeights, qualifier),
    )
    .map((alias) => alias.name);
  if (users.length > 0) {
    throw conflict(
      `Unable to delete version because the following aliases reference it: [${users.join(', ')}]`,
    );
  }
  const { [qualifier]: _version, ...versions } = record.versions;
  const { [qualifier]: _policy, ...policies } = record.policies;
  return { ...record, versions, policies };
}
