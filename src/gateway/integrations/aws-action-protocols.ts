/** How a service is told which of its actions is meant. */
export type ActionProtocol =
  | { readonly kind: 'json'; readonly targetPrefix: string; readonly contentType: string }
  | { readonly kind: 'query'; readonly version: string };

/**
 * Services by the names that endpoints have, with `jsonVersion` and `targetPrefix` of their models in botocore. Where a
 * model has several protocols, JSON is the one.
 */
const JSON_SERVICES: readonly (readonly [name: string, jsonVersion: '1.0' | '1.1', targetPrefix: string])[] =
  [
    ['acm', '1.1', 'CertificateManager'],
    ['api.ecr', '1.1', 'AmazonEC2ContainerRegistry_V20150921'],
    ['api.sagemaker', '1.1', 'SageMaker'],
    ['athena', '1.1', 'AmazonAthena'],
    ['cloudtrail', '1.1', 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101'],
    ['codebuild', '1.1', 'CodeBuild_20161006'],
    ['codecommit', '1.1', 'CodeCommit_20150413'],
    ['codedeploy', '1.1', 'CodeDeploy_20141006'],
    ['codepipeline', '1.1', 'CodePipeline_20150709'],
    ['cognito-identity', '1.1', 'AWSCognitoIdentityService'],
    ['cognito-idp', '1.1', 'AWSCognitoIdentityProviderService'],
    ['comprehend', '1.1', 'Comprehend_20171127'],
    ['config', '1.1', 'StarlingDoveService'],
    ['datapipeline', '1.1', 'DataPipeline'],
    ['dynamodb', '1.0', 'DynamoDB_20120810'],
    ['ecs', '1.1', 'AmazonEC2ContainerServiceV20141113'],
    ['elasticmapreduce', '1.1', 'ElasticMapReduce'],
    ['events', '1.1', 'AWSEvents'],
    ['firehose', '1.1', 'Firehose_20150804'],
    ['glue', '1.1', 'AWSGlue'],
    ['ingest.timestream', '1.0', 'Timestream_20181101'],
    ['kendra', '1.1', 'AWSKendraFrontendService'],
    ['kinesis', '1.1', 'Kinesis_20131202'],
    ['kms', '1.1', 'TrentService'],
    ['lightsail', '1.1', 'Lightsail_20161128'],
    ['logs', '1.1', 'Logs_20140328'],
    ['organizations', '1.1', 'AWSOrganizationsV20161128'],
    ['personalize', '1.1', 'AmazonPersonalize'],
    ['query.timestream', '1.0', 'Timestream_20181101'],
    ['redshift-data', '1.1', 'RedshiftData'],
    ['rekognition', '1.1', 'RekognitionService'],
    ['secretsmanager', '1.1', 'secretsmanager'],
    ['ssm', '1.1', 'AmazonSSM'],
    ['states', '1.0', 'AWSStepFunctions'],
    ['streams.dynamodb', '1.0', 'DynamoDBStreams_20120810'],
    ['support', '1.1', 'AWSSupport_20130415'],
    ['swf', '1.0', 'SimpleWorkflowService'],
    ['textract', '1.1', 'Textract'],
    ['transcribe', '1.1', 'Transcribe'],
    ['translate', '1.1', 'AWSShineFrontendService_20170701'],
    ['waf', '1.1', 'AWSWAF_20150824'],
    ['wafv2', '1.1', 'AWSWAF_20190729'],
  ];

/** Services by name, with `apiVersion` of their models. SQS's actions are those of its query protocol. */
const QUERY_SERVICES: readonly (readonly [name: string, version: string])[] = [
  ['autoscaling', '2011-01-01'],
  ['cloudformation', '2010-05-15'],
  ['ec2', '2016-11-15'],
  ['elasticache', '2015-02-02'],
  ['elasticbeanstalk', '2010-12-01'],
  ['elasticloadbalancing', '2015-12-01'],
  ['email', '2010-12-01'],
  ['iam', '2010-05-08'],
  ['monitoring', '2010-08-01'],
  ['rds', '2014-10-31'],
  ['redshift', '2012-12-01'],
  ['ses', '2010-12-01'],
  ['sns', '2010-03-31'],
  ['sqs', '2012-11-05'],
  ['sts', '2011-06-15'],
];

const PROTOCOLS: ReadonlyMap<string, ActionProtocol> = new Map<string, ActionProtocol>([
  ...JSON_SERVICES.map(([name, jsonVersion, targetPrefix]): [string, ActionProtocol] => [
    name,
    { kind: 'json', targetPrefix, contentType: `application/x-amz-json-${jsonVersion}` },
  ]),
  ...QUERY_SERVICES.map(([name, version]): [string, ActionProtocol] => [name, { kind: 'query', version }]),
]);

/**
 * How a service takes actions; undefined for a service that has none, being called by paths, and for unknown ones.
 * @param subdomain some services have more endpoints than one, such as `streams.dynamodb`
 */
export function actionProtocolOf(service: string, subdomain: string | undefined): ActionProtocol | undefined {
  const own = subdomain === undefined ? undefined : PROTOCOLS.get(`${subdomain}.${service}`);
  return own ?? PROTOCOLS.get(service);
}
