import { parse } from 'yaml';
import { differs } from '../differences.ts';
import { jsonText } from '../property-type.ts';
import type { ResourceContext } from '../resource-type.ts';
import { givenSettings } from './rest-api-changes.ts';
import type { RestApiProperties } from './rest-api-properties.ts';

type Body = NonNullable<RestApiProperties['Body']>;

/** The definition that the properties give or say where to find; undefined when there is none. Throws ServiceCallError. */
export async function bodyOf(
  { Body, BodyS3Location: location }: RestApiProperties,
  { s3 }: Pick<ResourceContext, 's3'>,
): Promise<Body | undefined> {
  if (Body !== undefined || location === undefined) return Body;
  return (await s3.getObject(location.Bucket, location.Key, location.Version)).toString();
}

/** An OpenAPI definition as a request's body. */
export function definitionOf(body: Body): Uint8Array {
  return Buffer.from(jsonText(body), 'utf8');
}

/** The name that importing the definition gives the API; undefined when there is none. */
export function definitionTitle(body: Body | undefined): string | undefined {
  let document: unknown = body;
  try {
    if (typeof body === 'string') document = parse(body, { maxAliasCount: 100 });
  } catch {
    // Importing it says what is wrong with it.
    return undefined;
  }
  const title = own(own(document, 'info'), 'title');
  return title === undefined || title === null || typeof title === 'object' ? undefined : String(title);
}

function own(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/**
 * Whether a change of the properties brings the definition to the API again: when it is another one, and when a property
 * is gone for which the definition counts now.
 */
export function bringsDefinition(previous: RestApiProperties, properties: RestApiProperties): boolean {
  const gone = Object.keys(previous).some((name) => name !== 'Tags' && !Object.hasOwn(properties, name));
  return (
    gone || differs(previous, properties, 'Body', 'BodyS3Location', 'Parameters', 'Mode', 'FailOnWarnings')
  );
}

/** Brings the definition to an API, then what the properties give besides, which counts more. */
export async function putDefinition(
  restApiId: string,
  body: Body,
  properties: RestApiProperties,
  context: ResourceContext,
): Promise<void> {
  const api = await context.apigateway.PutRestApi({
    restApiId,
    mode: properties.Mode ?? 'overwrite',
    failOnWarnings: properties.FailOnWarnings,
    parameters: properties.Parameters,
    body: definitionOf(body),
  });
  const patchOperations = givenSettings(api, properties);
  if (patchOperations.length > 0) await context.apigateway.UpdateRestApi({ restApiId, patchOperations });
}
