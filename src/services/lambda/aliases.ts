import { randomUUID } from 'node:crypto';
import type { AliasConfiguration, AliasRoutingConfiguration } from '@aws-sdk/client-lambda';
import { type FunctionTarget, functionArn } from '../../lambda/function-arn.ts';
import { LATEST } from '../../lambda/function-version.ts';
import type { AliasRecord, FunctionRecord } from '../../lambda/records.ts';
import { functionNotFound } from '../../lambda/service-errors.ts';
import { aliasNotFound, conflict, invalidParameter } from './errors.ts';
import { type NamedFunction, unqualifiedFunction } from './function-name.ts';
import { functionCollection, requireFunction, requireRevision, updateFunction } from './function-store.ts';
import type { LambdaHandlers, LambdaServiceDependencies } from './operations.ts';
import { pageOf } from './pages.ts';

type Names = 'CreateAlias' | 'GetAlias' | 'ListAliases' | 'UpdateAlias' | 'DeleteAlias';

/** Names for versions. https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html */
export function aliasHandlers({ store }: LambdaServiceDependencies): LambdaHandlers<Names> {
  const collection = functionCollection(store);
  return {
    async CreateAlias(input, context) {
      const named = unqualifiedFunction(input.FunctionName, context);
      const name = input.Name ?? '';
      const arn = functionArn(named, name);
      const alias: AliasRecord = {
        name,
        functionVersion: input.FunctionVersion ?? '',
        description: input.Description ?? '',
        additionalVersionWeights: weightsOf(input.RoutingConfig),
        revisionId: randomUUID(),
      };
      // Recorded: a function that doesn't exist is named with the version.
      const versioned = { ...named, arn: functionArn(named, alias.functionVersion) };
      await updateFunction(collection, versioned, (record) => {
        if (Object.hasOwn(record.aliases, name)) throw conflict(`Alias already exists: ${arn}`);
        requireTargets(named, record, alias);
        return { ...record, aliases: { ...record.aliases, [name]: alias } };
      });
      return configuration(named, alias);
    },

    async GetAlias(input, context) {
      const named = unqualifiedFunction(input.FunctionName, context);
      return configuration(named, requireAlias(await requireFunction(collection, named), named, input.Name));
    },

    async ListAliases(input, context) {
      const named = unqualifiedFunction(input.FunctionName, context);
      const record = await requireFunction(collection, named);
      const { FunctionVersion: version } = input;
      const aliases = Object.values(record.aliases)
        .filter(
          (alias) =>
            version === undefined ||
            alias.functionVersion === version ||
            Object.hasOwn(alias.additionalVersionWeights, version),
        )
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { page, marker } = pageOf(aliases, input, (alias) => alias.name);
      return {
        Aliases: page.map((alias) => configuration(named, alias)),
        ...(marker !== undefined && { NextMarker: marker }),
      };
    },

    async UpdateAlias(input, context) {
      const named = unqualifiedFunction(input.FunctionName, context);
      const weights = input.RoutingConfig && weightsOf(input.RoutingConfig);
      const record = await updateFunction(collection, named, (before) => {
        const present = requireAlias(before, named, input.Name);
        requireRevision(input.RevisionId, present.revisionId);
        const alias: AliasRecord = {
          ...present,
          ...(input.FunctionVersion !== undefined && { functionVersion: input.FunctionVersion }),
          ...(input.Description !== undefined && { description: input.Description }),
          ...(weights && { additionalVersionWeights: weights }),
          revisionId: randomUUID(),
        };
        requireTargets(named, before, alias);
        return { ...before, aliases: { ...before.aliases, [alias.name]: alias } };
      });
      return configuration(named, requireAlias(record, named, input.Name));
    },

    async DeleteAlias(input, context) {
      const named = unqualifiedFunction(input.FunctionName, context);
      const name = input.Name ?? '';
      await updateFunction(collection, named, (record) => {
        const { [name]: _alias, ...aliases } = record.aliases;
        const { [name]: _policy, ...policies } = record.policies;
        return { ...record, aliases, policies };
      });
      return {};
    },
  };
}

function requireAlias(record: FunctionRecord, named: NamedFunction, name = ''): AliasRecord {
  const alias = Object.hasOwn(record.aliases, name) ? record.aliases[name] : undefined;
  if (!alias) throw aliasNotFound(functionArn(named, name));
  return alias;
}

/** Texts recorded in test_notfound_and_invalid_routingconfigs. Numbers and weights were checked against the model. */
function weightsOf(routing: AliasRoutingConfiguration | undefined): Record<string, number> {
  const weights = routing?.AdditionalVersionWeights ?? {};
  if (Object.keys(weights).length > 1) {
    throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  }
  return { ...weights };
}

function requireTargets(named: FunctionTarget, record: FunctionRecord, alias: AliasRecord): void {
  const others = Object.keys(alias.additionalVersionWeights);
  if (others.includes(alias.functionVersion)) {
    throw invalidParameter(
      `Invalid function version ${alias.functionVersion}. Function version ${alias.functionVersion} is already included in routing configuration.`,
    );
  }
  if (alias.functionVersion === LATEST && others.length > 0) {
    throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version');
  }
  for (const version of [alias.functionVersion, ...others]) {
    if (version !== LATEST && !Object.hasOwn(record.versions, version)) {
      throw functionNotFound(functionArn(named, version));
    }
  }
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_AliasConfiguration.html */
function configuration(named: FunctionTarget, alias: AliasRecord): AliasConfiguration {
  const weights = alias.additionalVersionWeights;
  return {
    AliasArn: functionArn(named, alias.name),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    ...(Object.keys(weights).length > 0 && { RoutingConfig: { AdditionalVersionWeights: weights } }),
    RevisionId: alias.revisionId,
  };
}
