/**
 * How much of each there may be. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 * and https://docs.aws.amazon.com/general/latest/gr/apigateway.html
 */
export interface Quotas {
  /** Edge-optimized APIs of an account in a region. */
  readonly edgeApis: number;
  /** Regional APIs of an account in a region. */
  readonly regionalApis: number;
  /** Private APIs of an account in a region. */
  readonly privateApis: number;
  readonly resourcesPerApi: number;
  readonly stagesPerApi: number;
  readonly modelsPerApi: number;
  /** Characters of a model's schema. */
  readonly modelLength: number;
  readonly requestValidatorsPerApi: number;
  readonly authorizersPerApi: number;
  readonly documentationPartsPerApi: number;
  readonly stageVariablesPerStage: number;
  readonly apiKeys: number;
  readonly usagePlans: number;
  readonly usagePlansPerApiKey: number;
  readonly clientCertificates: number;
  /** Public domain names. */
  readonly domainNames: number;
  readonly privateDomainNames: number;
  readonly basePathMappingsPerDomainName: number;
  readonly domainNameAccessAssociations: number;
  readonly vpcLinks: number;
  /** Characters of a resource policy. */
  readonly resourcePolicyLength: number;
  /** Characters of a mapping template. */
  readonly templateLength: number;
  readonly tagsPerResource: number;
  /** Milliseconds of the longest timeout of an edge-optimized API's integration. */
  readonly integrationTimeout: number;
  /** Milliseconds of the longest timeout of a Regional or private API's integration. */
  readonly regionalIntegrationTimeout: number;
}

/**
 * AWS's defaults, but for timeouts of Regional and private APIs, which AWS raises from 29 seconds to at most 300 where it
 * is asked to: here nobody shares the gateway whom long requests could hold up, and nobody is there to be asked. And there
 * may be a hundred times as many API keys as AWS allows, so that every tenant can have its own (`bench/million-keys.ts`).
 */
export const AWS_QUOTAS: Quotas = {
  edgeApis: 120,
  regionalApis: 600,
  privateApis: 600,
  resourcesPerApi: 300,
  stagesPerApi: 10,
  modelsPerApi: 60,
  modelLength: 400 * 1024,
  requestValidatorsPerApi: 20,
  authorizersPerApi: 10,
  documentationPartsPerApi: 2000,
  stageVariablesPerStage: 100,
  apiKeys: 1_000_000,
  usagePlans: 300,
  usagePlansPerApiKey: 10,
  clientCertificates: 60,
  domainNames: 120,
  privateDomainNames: 50,
  basePathMappingsPerDomainName: 200,
  domainNameAccessAssociations: 100,
  vpcLinks: 20,
  resourcePolicyLength: 8192,
  templateLength: 300 * 1024,
  tagsPerResource: 50,
  integrationTimeout: 29_000,
  regionalIntegrationTimeout: 300_000,
};
