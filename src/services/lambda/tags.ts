import type { CallContext } from '../../protocols/service.ts';
import { invalidParameter, notFound } from './errors.ts';
import { type NamedFunction, namedFunction } from './function-name.ts';
import { functionCollection, requireFunction, updateFunction } from './function-store.ts';
import type { LambdaHandlers, LambdaServiceDependencies } from './operations.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html */
const MAXIMUM_TAGS = 50;

/** Tags of functions. https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html and its neighbours. */
export function tagHandlers({
  store,
}: LambdaServiceDependencies): LambdaHandlers<'TagResource' | 'UntagResource' | 'ListTags'> {
  const collection = functionCollection(store);
  return {
    async TagResource(input, context) {
      await updateFunction(collection, taggedFunction(input.Resource, context), (record) => {
        const tags = { ...record.tags, ...input.Tags };
        requireTagCount(tags);
        return { ...record, tags };
      });
      return {};
    },

    async UntagResource(input, context) {
      const removed = new Set(input.TagKeys);
      await updateFunction(collection, taggedFunction(input.Resource, context), (record) => ({
        ...record,
        tags: Object.fromEntries(Object.entries(record.tags).filter(([key]) => !removed.has(key))),
      }));
      return {};
    },

    async ListTags(input, context) {
      const { tags } = await requireFunction(collection, taggedFunction(input.Resource, context));
      return { Tags: tags };
    },
  };
}

/** Throws InvalidParameterValueException. */
export function requireTagCount(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > MAXIMUM_TAGS) {
    throw invalidParameter('Number of tags exceeds resource tag limit.');
  }
}

/** The function that a tagging call names by its ARN. */
export function taggedFunction(resource: string | undefined, context: CallContext): NamedFunction {
  if (!resource?.includes(':function:')) throw notFound(`Resource not found: ${resource}`);
  const named = namedFunction(resource, context);
  if (named.qualifier === undefined) return named;
  throw invalidParameter(
    'Tags on function aliases and versions are not supported. Please specify a function ARN.',
  );
}
