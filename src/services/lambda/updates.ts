import type { FunctionVersion } from '../../lambda/records.ts';
import { admitCode } from './code-source.ts';
import { notOffered } from './errors.ts';
import { requireAssumableRole } from './execution-role.ts';
import { functionConfiguration } from './function-configuration.ts';
import { unqualifiedFunction } from './function-name.ts';
import {
  functionCollection,
  requireFunction,
  requireRevision,
  revised,
  updateFunction,
} from './function-store.ts';
import type { LambdaHandlers, LambdaServiceDependencies } from './operations.ts';
import { architecturesOf, requireRuntime, settingsOf } from './settings.ts';
import { publish } from './versions.ts';

/** Changes of `$LATEST`. https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html and its neighbour. */
export function updateHandlers(
  dependencies: LambdaServiceDependencies,
): LambdaHandlers<'UpdateFunctionCode' | 'UpdateFunctionConfiguration'> {
  const { store, clock, lambda } = dependencies;
  const collection = functionCollection(store);
  return {
    async UpdateFunctionCode(input, context) {
      if (input.PublishTo !== undefined) throw notOffered('PublishTo');
      const named = unqualifiedFunction(input.FunctionName, context);
      const present = await requireFunction(collection, named);
      requireRevision(input.RevisionId, present.latest.revisionId);
      const architectures = input.Architectures && architecturesOf(input.Architectures);
      const code = await admitCode(dependencies, input, context, input.DryRun);
      const changes = { ...code, ...(architectures && { architectures }) };
      if (input.DryRun) return functionConfiguration(named, { ...present.latest, ...changes });

      let published: FunctionVersion | undefined;
      const record = await updateFunction(collection, named, (before) => {
        requireRevision(input.RevisionId, before.latest.revisionId);
        const after = { ...before, latest: revised(before.latest, changes, clock) };
        if (!input.Publish) return after;
        const result = publish(after, undefined);
        published = result.version;
        return result.record;
      });
      return published
        ? functionConfiguration(named, published, published.version)
        : functionConfiguration(named, record.latest);
    },

    async UpdateFunctionConfiguration(input, context) {
      const named = unqualifiedFunction(input.FunctionName, context);
      const settings = settingsOf(input);
      const present = await requireFunction(collection, named);
      requireRevision(input.RevisionId, present.latest.revisionId);
      if (settings.runtime !== undefined) await requireRuntime(lambda.runtimes, settings.runtime);
      if (settings.role !== undefined) await requireAssumableRole(store, settings.role, context.account);
      const record = await updateFunction(collection, named, (before) => {
        requireRevision(input.RevisionId, before.latest.revisionId);
        return { ...before, latest: revised(before.latest, settings, clock) };
      });
      return functionConfiguration(named, record.latest);
    },
  };
}
