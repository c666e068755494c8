import {
  type ClientCertificate,
  clientCertificates,
  type VpcLink,
  vpcLinks,
} from '../../definitions/connections.ts';
import type { Integration } from '../../definitions/rest-api.ts';
import type { Store } from '../../store/store.ts';
import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import { withStageVariables } from '../compile/stage-variables.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { HttpAgents, type HttpConnection, type NetworkAddress } from './http-agents.ts';
import type { ConnectionOf } from './http-exchange.ts';
import { KeptRecords } from './kept-records.ts';

/** Where the VPC links of the gateway's user lead, by id or name. */
export type VpcLinkTargets = ReadonlyMap<string, NetworkAddress>;

/** Connections of HTTP integrations: through VPC links, and with the certificates that stages show to backends. */
export class HttpConnections {
  readonly agents = new HttpAgents();
  readonly #certificates: KeptRecords<ClientCertificate>;
  readonly #links: KeptRecords<VpcLink>;
  readonly #targets: VpcLinkTargets;

  constructor(store: Pick<Store, 'collection' | 'subscribe'>, targets: VpcLinkTargets = new Map()) {
    this.#certificates = new KeptRecords(store, clientCertificates, (id) => this.agents.forget(id));
    this.#links = new KeptRecords(store, vpcLinks);
    this.#targets = targets;
  }

  /**
   * Compiles how an integration's endpoint is connected to. Throws NotServable.
   *
   * The gateway stands in its user's network, where AWS needs a VPC link to get: a link must exist, and the connection
   * then goes to the host of the URI, unless the user says where the link leads. As on AWS the URI's host is the Host
   * header, and the name that a certificate must have.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-client-side-ssl-authentication.html
   */
  compile({ tlsConfig, connectionType, connectionId }: Integration, stage: StageFacts): ConnectionOf {
    const policy = tlsConfig?.insecureSkipVerification ? 'anyAuthority' : 'verified';
    const linkId =
      connectionType === 'VPC_LINK' ? withStageVariables(connectionId ?? '', stage.variables) : undefined;
    if (linkId === '') throw new NotServable('the integration has no VPC link');
    const { clientCertificateId } = stage;
    const direct: HttpConnection = { policy };
    if (linkId === undefined && clientCertificateId === undefined) return () => direct;
    return async (invocation, complain) => {
      const missing = (what: string) => {
        complain(invocation, `Execution failed due to configuration error: ${what} does not exist`);
        return GatewayError.of('API_CONFIGURATION_ERROR');
      };
      const link = linkId === undefined ? undefined : await this.#links.get(stage.scope, linkId);
      if (linkId !== undefined && !link) throw missing(`VPC link ${linkId}`);
      const certificate =
        clientCertificateId && (await this.#certificates.get(stage.scope, clientCertificateId));
      if (clientCertificateId && !certificate) throw missing(`client certificate ${clientCertificateId}`);
      const target = link && (this.#targets.get(link.id) ?? this.#targets.get(link.name));
      return { policy, ...(target && { target }), ...(certificate && { certificate }) };
    };
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    this.#certificates.close();
    this.#links.close();
    await this.agents.close();
  }
}
