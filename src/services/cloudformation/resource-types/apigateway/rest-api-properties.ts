import type { EndpointAccessMode, PutMode, SecurityPolicy } from '@aws-sdk/client-api-gateway';
import {
  boolean,
  checkedByService,
  integer,
  json,
  list,
  map,
  object,
  oneOf,
  type PropertiesOf,
  string,
  tags,
} from '../property-type.ts';

/** Properties of AWS::ApiGateway::RestApi. */
export const restApiProperties = {
  ApiKeySourceType: { type: oneOf('HEADER', 'AUTHORIZER') },
  BinaryMediaTypes: { type: list(string) },
  Body: { type: json },
  BodyS3Location: {
    type: object({
      Bucket: { type: string, required: true },
      ETag: { type: string, unsupported: 'definitions are read as they are.' },
      Key: { type: string, required: true },
      Version: { type: string },
    }),
  },
  CloneFrom: { type: string },
  Description: { type: string },
  DisableExecuteApiEndpoint: { type: boolean },
  EndpointAccessMode: { type: checkedByService<EndpointAccessMode>() },
  EndpointConfiguration: {
    type: object({
      IpAddressType: { type: oneOf('ipv4', 'dualstack') },
      Types: { type: list(oneOf('EDGE', 'REGIONAL', 'PRIVATE')) },
      VpcEndpointIds: { type: list(string) },
    }),
  },
  FailOnWarnings: { type: boolean },
  MinimumCompressionSize: { type: integer },
  Mode: { type: checkedByService<PutMode>() },
  Name: { type: string },
  Parameters: { type: map(string) },
  Policy: { type: json },
  SecurityPolicy: { type: checkedByService<SecurityPolicy>() },
  Tags: { type: tags },
  Version: { type: string },
} as const;

export type RestApiProperties = PropertiesOf<typeof restApiProperties>;
