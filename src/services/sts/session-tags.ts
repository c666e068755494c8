import type { Tag } from '@aws-sdk/client-sts';
import type { Session } from '../../identity/principal.ts';
import { duplicateTagKeys, transitiveKeyConflict, transitiveKeyNotInTags } from './errors.ts';

/** The tags that a request gives to a session, and those that the calling session hands on. */
export interface SessionTags {
  /** Tags of the request, by key as given. */
  readonly requested: ReadonlyMap<string, string>;
  readonly requestedTransitiveKeys: readonly string[];
  /** All tags of the new session; absent when there are none. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
}

/**
 * Session tags of AssumeRole. Keys differ by more than case; transitive tags of the calling session go on unchanged.
 * Throws InvalidParameterValue.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export function readSessionTags(
  given: readonly Tag[] | undefined,
  transitiveKeys: readonly string[] | undefined,
  calling: Session | undefined,
): SessionTags {
  const requested = new Map((given ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
  const requestedKeys = new Set(lowerCase([...requested.keys()]));
  if (requestedKeys.size !== (given ?? []).length) throw duplicateTagKeys();
  const requestedTransitiveKeys = transitiveKeys ?? [];
  if (!lowerCase(requestedTransitiveKeys).every((key) => requestedKeys.has(key)))
    throw transitiveKeyNotInTags();
  const inherited = inheritedTags(calling);
  if (lowerCase([...inherited.keys()]).some((key) => requestedKeys.has(key))) throw transitiveKeyConflict();
  const tags = Object.fromEntries([...inherited, ...requested]);
  const transitive = [...inherited.keys(), ...requestedTransitiveKeys];
  return {
    requested,
    requestedTransitiveKeys,
    ...(inherited.size + requested.size === 0 ? {} : { tags }),
    ...(transitive.length === 0 ? {} : { transitiveTagKeys: transitive }),
  };
}

function inheritedTags(calling: Session | undefined): Map<string, string> {
  const transitive = new Set(lowerCase(calling?.transitiveTagKeys ?? []));
  const tags = Object.entries(calling?.tags ?? {});
  return new Map(tags.filter(([key]) => transitive.has(key.toLowerCase())));
}

function lowerCase(keys: readonly string[]): string[] {
  return keys.map((key) => key.toLowerCase());
}
