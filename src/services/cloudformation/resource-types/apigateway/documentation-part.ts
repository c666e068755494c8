import type { DocumentationPartLocation } from '@aws-sdk/client-api-gateway';
import { object, oneOf, type PropertiesOf, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { allItems, PAGE_LIMIT } from './pages.ts';

const locationType = oneOf(
  'API',
  'AUTHORIZER',
  'MODEL',
  'RESOURCE',
  'METHOD',
  'PATH_PARAMETER',
  'QUERY_PARAMETER',
  'REQUEST_HEADER',
  'REQUEST_BODY',
  'RESPONSE',
  'RESPONSE_HEADER',
  'RESPONSE_BODY',
);

const properties = {
  Location: {
    required: true,
    replacement: true,
    type: object({
      Method: { type: string },
      Name: { type: string },
      Path: { type: string },
      StatusCode: { type: string },
      Type: { type: locationType },
    }),
  },
  Properties: { type: string, required: true },
  RestApiId: { type: string, required: true, replacement: true },
} as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-documentationpart.html */
export const documentationPart = resourceType({
  name: 'AWS::ApiGateway::DocumentationPart',
  attributes: ['DocumentationPartId'],
  properties,

  // No two parts of an API have the same location.
  async find({ RestApiId: restApiId, Location }, { apigateway }) {
    const { Name: nameQuery, Path: path, Type: type } = Location;
    const parts = await allItems((position) =>
      unlessMissing(
        apigateway.GetDocumentationParts({ restApiId, type, nameQuery, path, limit: PAGE_LIMIT, position }),
      ),
    );
    const wanted = locationOf(Location);
    return parts.flatMap((one) => (sameLocation(one.location, wanted) ? (one.id ?? []) : []));
  },

  async create({ RestApiId: restApiId, Location, Properties }, context) {
    const location = locationOf(Location);
    const created = await context.apigateway.CreateDocumentationPart({
      restApiId,
      location,
      properties: Properties,
    });
    const physicalId = created.id ?? '';
    await context.started(physicalId);
    return { physicalId, attributes: { DocumentationPartId: physicalId } };
  },

  async update({ physicalId: documentationPartId, attributes }, properties, _previous, { apigateway }) {
    await apigateway.UpdateDocumentationPart({
      restApiId: properties.RestApiId,
      documentationPartId,
      patchOperations: [{ op: 'replace', path: '/properties', value: properties.Properties }],
    });
    return attributes;
  },

  async delete({ physicalId: documentationPartId }, { RestApiId: restApiId }, { apigateway }) {
    await unlessMissing(apigateway.DeleteDocumentationPart({ restApiId, documentationPartId }));
  },
});

type Location = PropertiesOf<typeof properties>['Location'];

function locationOf({ Method, Name, Path, StatusCode, Type }: Location): DocumentationPartLocation {
  return { type: Type, path: Path, method: Method, statusCode: StatusCode, name: Name };
}

/** What a location that was given leaves open is the default, which answers may state. */
function sameLocation(found: DocumentationPartLocation | undefined, wanted: DocumentationPartLocation) {
  return (
    found !== undefined &&
    found.type === wanted.type &&
    (found.path ?? '/') === (wanted.path ?? '/') &&
    (found.method ?? '*') === (wanted.method ?? '*') &&
    (found.statusCode ?? '*') === (wanted.statusCode ?? '*') &&
    found.name === wanted.name
  );
}
