import type { Authorizer } from '../definitions/api-parts.ts';
import type { Method } from '../definitions/rest-api.ts';
import type { ExportOptions } from './export-options.ts';
import { present } from './present.ts';

/** The security schemes of an API and what its methods say of them. */
export class SecurityWriter {
  readonly #options: ExportOptions;
  readonly #names: ReadonlyMap<string, string>;
  readonly #apiKey: string;
  readonly #signature: string;

  constructor(options: ExportOptions) {
    this.#options = options;
    const { authorizers } = options.snapshot;
    this.#names = new Map(authorizers.map(({ id, name }) => [id, name]));
    const taken = new Set(this.#names.values());
    this.#apiKey = freeName('api_key', taken);
    this.#signature = freeName('sigv4', taken);
  }

  /** The method's `security`; undefined when everyone may call it. */
  securityOf(method: Method): object[] | undefined {
    const authorizer = this.#names.get(method.authorizerId ?? '');
    const security: object[] = [];
    if (method.authorizationType === 'AWS_IAM') security.push({ [this.#signature]: [] });
    else if (authorizer !== undefined) security.push(entry(authorizer, method.authorizationScopes ?? []));
    if (method.apiKeyRequired) security.push({ [this.#apiKey]: [] });
    return security.length > 0 ? security : undefined;
  }

  /** All authorizers, and the schemes of API keys and signatures where a method uses them. */
  schemes(): Record<string, object> {
    const { snapshot, authorizers } = this.#options;
    const methods = snapshot.resources.flatMap((resource) => Object.values(resource.methods));
    const schemes = snapshot.authorizers.map((authorizer): [string, object] => [
      authorizer.name,
      writeScheme(authorizer, authorizers),
    ]);
    if (methods.some((method) => method.apiKeyRequired)) {
      schemes.push([this.#apiKey, { type: 'apiKey', name: 'x-api-key', in: 'header' }]);
    }
    if (methods.some((method) => method.authorizationType === 'AWS_IAM')) {
      const scheme = { type: 'apiKey', name: 'Authorization', in: 'header' };
      schemes.push([this.#signature, { ...scheme, 'x-amazon-apigateway-authtype': 'awsSigv4' }]);
    }
    return Object.fromEntries(schemes);
  }
}

function entry(name: string, value: unknown): object {
  return Object.fromEntries([[name, value]]);
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}${count}`;
  return name;
}

const SOURCE = /^method\.request\.(header|querystring)\.([^,\s]+)$/;

/** A scheme names the one header or query parameter that identifies the caller, else `Unused`. */
function writeScheme(authorizer: Authorizer, withAuthorizer: boolean): object {
  const [, location, name] = SOURCE.exec(authorizer.identitySource ?? '') ?? [];
  return present({
    type: 'apiKey',
    name: name ?? 'Unused',
    in: location === 'querystring' ? 'query' : 'header',
    'x-amazon-apigateway-authtype': authorizer.authType,
    'x-amazon-apigateway-authorizer': withAuthorizer ? writeAuthorizer(authorizer, name) : undefined,
  });
}

function writeAuthorizer(authorizer: Authorizer, header: string | undefined): object {
  const named = authorizer.type !== 'REQUEST' && header !== undefined;
  return present({
    identitySource: named ? undefined : authorizer.identitySource,
    providerARNs: authorizer.providerARNs,
    authorizerUri: authorizer.authorizerUri,
    authorizerCredentials: authorizer.authorizerCredentials,
    authorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds,
    identityValidationExpression: authorizer.identityValidationExpression,
    type: authorizer.type.toLowerCase(),
  });
}
