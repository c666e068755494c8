import { awsJsonProtocol } from './aws-json.ts';
import { awsQueryProtocol } from './aws-query.ts';
import { restJsonProtocol } from './rest-json.ts';
import type { ServerProtocol } from './server-protocol.ts';
import type { ServiceSchema } from './service-schema.ts';

/** Compiles a service for its protocol. Throws ModelError for routes that conflict. */
export function serverProtocol(schema: ServiceSchema): ServerProtocol {
  switch (schema.protocol) {
    case 'restJson1':
      return restJsonProtocol(schema);
    case 'awsJson1_0':
    case 'awsJson1_1':
      return awsJsonProtocol(schema);
    case 'awsQuery':
      return awsQueryProtocol(schema);
  }
}
