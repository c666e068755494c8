import {
  type ClientCertificate,
  clientCertificates,
  type VpcLink,
  vpcLinks,
} from '../../definitions/connections.ts';
import {
  type BasePathMapping,
  basePathMappings,
  type DomainName,
  type DomainNameAccessAssociation,
  domainNameAccessAssociations,
  domainNames,
} from '../../definitions/domain-names.ts';
import {
  type ApiKey,
  type ApiKeyCount,
  type ApiKeyReference,
  apiKeyCounts,
  apiKeyIds,
  apiKeyNames,
  apiKeyPlans,
  apiKeys,
  type Usage,
  type UsagePlan,
  type UsagePlanKey,
  usagePlanKeys,
  usagePlans,
  usages,
} from '../../definitions/usage-plans.ts';
import type { Collection, Store } from '../../store/store.ts';

/** Records that belong to an account in a region and not to one API. */
export interface AccountCollections {
  readonly apiKeys: Collection<ApiKey>;
  readonly apiKeyIds: Collection<ApiKeyReference>;
  readonly apiKeyNames: Collection<ApiKeyReference>;
  readonly apiKeyCounts: Collection<ApiKeyCount>;
  readonly apiKeyPlans: Collection<UsagePlanKey>;
  readonly usagePlans: Collection<UsagePlan>;
  readonly usagePlanKeys: Collection<UsagePlanKey>;
  readonly usages: Collection<Usage>;
  readonly clientCertificates: Collection<ClientCertificate>;
  readonly vpcLinks: Collection<VpcLink>;
  readonly domainNames: Collection<DomainName>;
  readonly basePathMappings: Collection<BasePathMapping>;
  readonly domainNameAccessAssociations: Collection<DomainNameAccessAssociation>;
}

export function openAccountCollections(store: Store): AccountCollections {
  return {
    apiKeys: store.collection(apiKeys),
    apiKeyIds: store.collection(apiKeyIds),
    apiKeyNames: store.collection(apiKeyNames),
    apiKeyCounts: store.collection(apiKeyCounts),
    apiKeyPlans: store.collection(apiKeyPlans),
    usagePlans: store.collection(usagePlans),
    usagePlanKeys: store.collection(usagePlanKeys),
    usages: store.collection(usages),
    clientCertificates: store.collection(clientCertificates),
    vpcLinks: store.collection(vpcLinks),
    domainNames: store.collection(domainNames),
    basePathMappings: store.collection(basePathMappings),
    domainNameAccessAssociations: store.collection(domainNameAccessAssociations),
  };
}
