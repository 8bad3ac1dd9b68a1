// What every cdk8s program with cdk8s-plus pays before its first line.
require('cdk8s');
require('cdk8s-plus-27');
