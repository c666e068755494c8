import { boolean, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { allItems, PAGE_LIMIT } from './pages.ts';
import { replacing } from './patch.ts';

/**
 * Names of validators need not be unique: one is made under its generated name, by which it is found again, and gets the
 * name that was chosen for it when its identifier is recorded.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-requestvalidator.html
 */
export const requestValidator = resourceType({
  name: 'AWS::ApiGateway::RequestValidator',
  naming: { maximumLength: 128 },
  attributes: ['RequestValidatorId'],
  properties: {
    Name: { type: string, replacement: true },
    RestApiId: { type: string, required: true, replacement: true },
    ValidateRequestBody: { type: boolean },
    ValidateRequestParameters: { type: boolean },
  },

  async find({ RestApiId: restApiId }, { apigateway, name }) {
    const validators = await allItems((position) =>
      unlessMissing(apigateway.GetRequestValidators({ restApiId, limit: PAGE_LIMIT, position })),
    );
    return validators.flatMap((one) => (one.name === name ? (one.id ?? []) : []));
  },

  async create(properties, context) {
    const { RestApiId: restApiId, Name } = properties;
    const created = await context.apigateway.CreateRequestValidator({
      restApiId,
      name: context.name,
      validateRequestBody: properties.ValidateRequestBody,
      validateRequestParameters: properties.ValidateRequestParameters,
    });
    const physicalId = created.id ?? '';
    await context.started(physicalId);
    if (Name !== undefined)
      await context.apigateway.UpdateRequestValidator({
        restApiId,
        requestValidatorId: physicalId,
        patchOperations: [{ op: 'replace', path: '/name', value: Name }],
      });
    return { physicalId, attributes: { RequestValidatorId: physicalId } };
  },

  async update({ physicalId: requestValidatorId, attributes }, after, before, { apigateway }) {
    const patchOperations = replacing(
      ['/validateRequestBody', before.ValidateRequestBody, after.ValidateRequestBody, 'false'],
      [
        '/validateRequestParameters',
        before.ValidateRequestParameters,
        after.ValidateRequestParameters,
        'false',
      ],
    );
    if (patchOperations.length > 0)
      await apigateway.UpdateRequestValidator({
        restApiId: after.RestApiId,
        requestValidatorId,
        patchOperations,
      });
    return attributes;
  },

  async delete({ physicalId: requestValidatorId }, { RestApiId: restApiId }, { apigateway }) {
    await unlessMissing(apigateway.DeleteRequestValidator({ restApiId, requestValidatorId }));
  },
});
