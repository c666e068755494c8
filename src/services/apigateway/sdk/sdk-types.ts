import type { SdkConfigurationProperty, SdkType } from '@aws-sdk/client-api-gateway';

function property(
  name: string,
  friendlyName: string,
  required: boolean,
  description = '',
): SdkConfigurationProperty {
  return { name, friendlyName, description, required };
}

const CLASS_PREFIX = property('classPrefix', 'Prefix', true);

/**
 * The SDK types that AWS lists, in order of their ids, as AWS's own developer portal names and describes them
 * (https://github.com/awslabs/aws-api-gateway-developer-portal).
 */
export const SDK_TYPES: readonly (SdkType & { readonly id: string })[] = [
  {
    id: 'android',
    friendlyName: 'Android',
    description: '',
    configurationProperties: [
      property('groupId', 'Group ID', true),
      property('invokerPackage', 'Invoker package', true),
      property('artifactId', 'Artifact ID', true),
      property('artifactVersion', 'Artifact version', true),
    ],
  },
  {
    id: 'java',
    friendlyName: 'Java',
    description: 'Java SDK generator for API Gateway APIs',
    configurationProperties: [
      property(
        'service.name',
        'Service Name',
        true,
        'Name of the service which is used to derive the Java interface name for your client',
      ),
      property(
        'java.package-name',
        'Java Package Name',
        true,
        'Name of the Java package your code will be generated under',
      ),
      property(
        'java.build-system',
        'Java Build System',
        false,
        'Build system to setup for project; Currently supported: maven, gradle',
      ),
      property(
        'java.group-id',
        'Java Group Id',
        false,
        'Group id for your Maven or Gradle project. Defaults to package name',
      ),
      property(
        'java.artifact-id',
        'Java Artifact Id',
        false,
        'Artifact Id for your Maven project or project name for your Gradle project. Defaults to service name',
      ),
      property(
        'java.artifact-version',
        'Java Artifact Version',
        false,
        'Version of your Maven or Gradle project. Defaults to 1.0-SNAPSHOT',
      ),
      property(
        'java.license-text',
        'Source Code License Text',
        false,
        'Customer provided license to inject into source file headers',
      ),
    ],
  },
  { id: 'javascript', friendlyName: 'JavaScript', description: '', configurationProperties: [] },
  {
    id: 'objectivec',
    friendlyName: 'iOS (Objective-C)',
    description: '',
    configurationProperties: [CLASS_PREFIX],
  },
  {
    id: 'ruby',
    friendlyName: 'Ruby',
    description: 'Ruby SDK generator for API Gateway APIs',
    configurationProperties: [
      property(
        'service.name',
        'Service Name',
        true,
        'Name of the service which is used to derive the name for your client',
      ),
      property(
        'ruby.gem-name',
        'Ruby Gem Name',
        false,
        'Name of the Ruby gem your code will be generated under',
      ),
      property(
        'ruby.gem-version',
        'Ruby Gem Version',
        false,
        'Version number for your service gem. Defaults to 1.0.0',
      ),
    ],
  },
  { id: 'swift', friendlyName: 'iOS (Swift)', description: '', configurationProperties: [CLASS_PREFIX] },
];
