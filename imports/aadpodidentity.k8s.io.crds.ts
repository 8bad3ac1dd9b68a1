// generated from crds/aadpodidentity.k8s.io.yaml

/** The four CustomResourceDefinitions. */
export const crds: readonly any[] = [
  {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {
      "annotations": {
        "api-approved.kubernetes.io": "unapproved",
        "controller-gen.kubebuilder.io/version": "v0.5.0"
      },
      "labels": {
        "app.kubernetes.io/instance": "aad-pod-identity",
        "app.kubernetes.io/managed-by": "Helm",
        "app.kubernetes.io/name": "aad-pod-identity",
        "helm.sh/chart": "aad-pod-identity"
      },
      "name": "azureidentities.aadpodidentity.k8s.io"
    },
    "spec": {
      "group": "aadpodidentity.k8s.io",
      "names": {
        "kind": "AzureIdentity",
        "listKind": "AzureIdentityList",
        "plural": "azureidentities",
        "singular": "azureidentity"
      },
      "scope": "Namespaced",
      "versions": [
        {
          "additionalPrinterColumns": [
            {
              "jsonPath": ".spec.type",
              "name": "Type",
              "type": "string"
            },
            {
              "jsonPath": ".spec.clientID",
              "name": "ClientID",
              "type": "string"
            },
            {
              "jsonPath": ".metadata.creationTimestamp",
              "name": "Age",
              "type": "date"
            }
          ],
          "name": "v1",
          "schema": {
            "openAPIV3Schema": {
              "description": "An Azure identity that pods may use: a user-assigned managed identity, or a service principal with a client secret or a certificate.",
              "properties": {
                "apiVersion": {
                  "description": "Version of the schema of this object, aadpodidentity.k8s.io/v1.",
                  "type": "string"
                },
                "kind": {
                  "description": "Kind of this object.",
                  "type": "string"
                },
                "metadata": {
                  "type": "object"
                },
                "spec": {
                  "description": "Which identity of Azure this is, and how to get its tokens.",
                  "properties": {
                    "adEndpoint": {
                      "description": "Types 1 and 2: authority that issues the tokens; the public cloud when empty.",
                      "type": "string"
                    },
                    "adResourceID": {
                      "description": "Has no effect.",
                      "type": "string"
                    },
                    "auxiliaryTenantIDs": {
                      "description": "Type 1: one to three further tenants to request tokens of.",
                      "items": {
                        "type": "string"
                      },
                      "nullable": true,
                      "type": "array"
                    },
                    "clientID": {
                      "description": "Client id of the managed identity or of the service principal.",
                      "type": "string"
                    },
                    "clientPassword": {
                      "description": "Types 1 and 2: the Secret with the credentials. Type 1 reads its single value; type 2 reads the keys certificate (PKCS#12) and password.",
                      "properties": {
                        "name": {
                          "description": "Name of the Secret.",
                          "type": "string"
                        },
                        "namespace": {
                          "description": "Namespace of the Secret. Not defaulted: when empty, the Secret is not found.",
                          "type": "string"
                        }
                      },
                      "type": "object"
                    },
                    "metadata": {
                      "type": "object"
                    },
                    "replicas": {
                      "description": "Has no effect.",
                      "format": "int32",
                      "nullable": true,
                      "type": "integer"
                    },
                    "resourceID": {
                      "description": "Type 0: full resource id of the managed identity in Azure. NMI compares it with requests letter by letter.",
                      "type": "string"
                    },
                    "tenantID": {
                      "description": "Types 1 and 2: tenant of the service principal.",
                      "type": "string"
                    },
                    "type": {
                      "description": "Kind of the identity: 0 (or absent) user-assigned managed identity, 1 service principal with a client secret, 2 service principal with a certificate.",
                      "type": "integer"
                    }
                  },
                  "type": "object"
                },
                "status": {
                  "description": "Written by the controllers.",
                  "properties": {
                    "availableReplicas": {
                      "description": "Written by MIC.",
                      "format": "int32",
                      "type": "integer"
                    },
                    "metadata": {
                      "type": "object"
                    }
                  },
                  "type": "object"
                }
              },
              "type": "object"
            }
          },
          "served": true,
          "storage": true,
          "subresources": {}
        }
      ]
    }
  },
  {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {
      "annotations": {
        "api-approved.kubernetes.io": "unapproved",
        "controller-gen.kubebuilder.io/version": "v0.5.0"
      },
      "labels": {
        "app.kubernetes.io/instance": "aad-pod-identity",
        "app.kubernetes.io/managed-by": "Helm",
        "app.kubernetes.io/name": "aad-pod-identity",
        "helm.sh/chart": "aad-pod-identity"
      },
      "name": "azureidentitybindings.aadpodidentity.k8s.io"
    },
    "spec": {
      "group": "aadpodidentity.k8s.io",
      "names": {
        "kind": "AzureIdentityBinding",
        "listKind": "AzureIdentityBindingList",
        "plural": "azureidentitybindings",
        "singular": "azureidentitybinding"
      },
      "scope": "Namespaced",
      "versions": [
        {
          "additionalPrinterColumns": [
            {
              "jsonPath": ".spec.azureIdentity",
              "name": "AzureIdentity",
              "type": "string"
            },
            {
              "jsonPath": ".spec.selector",
              "name": "Selector",
              "type": "string"
            },
            {
              "jsonPath": ".metadata.creationTimestamp",
              "name": "Age",
              "type": "date"
            }
          ],
          "name": "v1",
          "schema": {
            "openAPIV3Schema": {
              "description": "Offers one AzureIdentity of its own namespace to the pods whose label aadpodidbinding equals the selector.",
              "properties": {
                "apiVersion": {
                  "description": "Version of the schema of this object, aadpodidentity.k8s.io/v1.",
                  "type": "string"
                },
                "kind": {
                  "description": "Kind of this object.",
                  "type": "string"
                },
                "metadata": {
                  "type": "object"
                },
                "spec": {
                  "description": "Which identity, for which pods.",
                  "properties": {
                    "azureIdentity": {
                      "description": "Name of the AzureIdentity, in the namespace of this binding.",
                      "type": "string"
                    },
                    "metadata": {
                      "type": "object"
                    },
                    "selector": {
                      "description": "Value of the pod label aadpodidbinding that this binding is for, compared letter by letter.",
                      "type": "string"
                    },
                    "weight": {
                      "description": "Has no effect.",
                      "type": "integer"
                    }
                  },
                  "type": "object"
                },
                "status": {
                  "description": "Written by the controllers.",
                  "properties": {
                    "availableReplicas": {
                      "description": "Written by MIC.",
                      "format": "int32",
                      "type": "integer"
                    },
                    "metadata": {
                      "type": "object"
                    }
                  },
                  "type": "object"
                }
              },
              "type": "object"
            }
          },
          "served": true,
          "storage": true,
          "subresources": {}
        }
      ]
    }
  },
  {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {
      "annotations": {
        "api-approved.kubernetes.io": "unapproved",
        "controller-gen.kubebuilder.io/version": "v0.5.0"
      },
      "labels": {
        "app.kubernetes.io/instance": "aad-pod-identity",
        "app.kubernetes.io/managed-by": "Helm",
        "app.kubernetes.io/name": "aad-pod-identity",
        "helm.sh/chart": "aad-pod-identity"
      },
      "name": "azurepodidentityexceptions.aadpodidentity.k8s.io"
    },
    "spec": {
      "group": "aadpodidentity.k8s.io",
      "names": {
        "kind": "AzurePodIdentityException",
        "listKind": "AzurePodIdentityExceptionList",
        "plural": "azurepodidentityexceptions",
        "singular": "azurepodidentityexception"
      },
      "scope": "Namespaced",
      "versions": [
        {
          "name": "v1",
          "schema": {
            "openAPIV3Schema": {
              "description": "Pods of its own namespace whose token requests go to the metadata service of the node, past pod identity.",
              "properties": {
                "apiVersion": {
                  "description": "Version of the schema of this object, aadpodidentity.k8s.io/v1.",
                  "type": "string"
                },
                "kind": {
                  "description": "Kind of this object.",
                  "type": "string"
                },
                "metadata": {
                  "type": "object"
                },
                "spec": {
                  "description": "Which pods are excepted.",
                  "properties": {
                    "metadata": {
                      "type": "object"
                    },
                    "podLabels": {
                      "description": "Labels of the excepted pods. One equal label is enough; values are compared without case.",
                      "additionalProperties": {
                        "type": "string"
                      },
                      "type": "object"
                    }
                  },
                  "type": "object"
                },
                "status": {
                  "description": "Written by the controllers.",
                  "properties": {
                    "metadata": {
                      "type": "object"
                    },
                    "status": {
                      "description": "State written by MIC.",
                      "type": "string"
                    }
                  },
                  "type": "object"
                }
              },
              "type": "object"
            }
          },
          "served": true,
          "storage": true
        }
      ]
    }
  },
  {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {
      "annotations": {
        "api-approved.kubernetes.io": "unapproved",
        "controller-gen.kubebuilder.io/version": "v0.5.0"
      },
      "labels": {
        "app.kubernetes.io/instance": "aad-pod-identity",
        "app.kubernetes.io/managed-by": "Helm",
        "app.kubernetes.io/name": "aad-pod-identity",
        "helm.sh/chart": "aad-pod-identity"
      },
      "name": "azureassignedidentities.aadpodidentity.k8s.io"
    },
    "spec": {
      "group": "aadpodidentity.k8s.io",
      "names": {
        "kind": "AzureAssignedIdentity",
        "listKind": "AzureAssignedIdentityList",
        "plural": "azureassignedidentities",
        "singular": "azureassignedidentity"
      },
      "scope": "Namespaced",
      "versions": [
        {
          "name": "v1",
          "schema": {
            "openAPIV3Schema": {
              "description": "One identity assigned to one pod. MIC writes and deletes these; do not write them by hand.",
              "properties": {
                "apiVersion": {
                  "description": "Version of the schema of this object, aadpodidentity.k8s.io/v1.",
                  "type": "string"
                },
                "kind": {
                  "description": "Kind of this object.",
                  "type": "string"
                },
                "metadata": {
                  "type": "object"
                },
                "spec": {
                  "description": "The pod, its node, and copies of the identity and binding in use.",
                  "properties": {
                    "azureBindingRef": {
                      "description": "Copy of the binding that the pod was matched through.",
                      "properties": {
                        "apiVersion": {
                          "type": "string"
                        },
                        "kind": {
                          "type": "string"
                        },
                        "metadata": {
                          "type": "object"
                        },
                        "spec": {
                          "properties": {
                            "azureIdentity": {
                              "type": "string"
                            },
                            "metadata": {
                              "type": "object"
                            },
                            "selector": {
                              "type": "string"
                            },
                            "weight": {
                              "type": "integer"
                            }
                          },
                          "type": "object"
                        },
                        "status": {
                          "properties": {
                            "availableReplicas": {
                              "format": "int32",
                              "type": "integer"
                            },
                            "metadata": {
                              "type": "object"
                            }
                          },
                          "type": "object"
                        }
                      },
                      "type": "object",
                      "x-kubernetes-embedded-resource": true
                    },
                    "azureIdentityRef": {
                      "description": "Copy of the identity that the pod may use; NMI decides by this copy.",
                      "properties": {
                        "apiVersion": {
                          "type": "string"
                        },
                        "kind": {
                          "type": "string"
                        },
                        "metadata": {
                          "type": "object"
                        },
                        "spec": {
                          "properties": {
                            "adEndpoint": {
                              "type": "string"
                            },
                            "adResourceID": {
                              "type": "string"
                            },
                            "auxiliaryTenantIDs": {
                              "items": {
                                "type": "string"
                              },
                              "nullable": true,
                              "type": "array"
                            },
                            "clientID": {
                              "type": "string"
                            },
                            "clientPassword": {
                              "properties": {
                                "name": {
                                  "type": "string"
                                },
                                "namespace": {
                                  "type": "string"
                                }
                              },
                              "type": "object"
                            },
                            "metadata": {
                              "type": "object"
                            },
                            "replicas": {
                              "format": "int32",
                              "nullable": true,
                              "type": "integer"
                            },
                            "resourceID": {
                              "type": "string"
                            },
                            "tenantID": {
                              "type": "string"
                            },
                            "type": {
                              "type": "integer"
                            }
                          },
                          "type": "object"
                        },
                        "status": {
                          "properties": {
                            "availableReplicas": {
                              "format": "int32",
                              "type": "integer"
                            },
                            "metadata": {
                              "type": "object"
                            }
                          },
                          "type": "object"
                        }
                      },
                      "type": "object",
                      "x-kubernetes-embedded-resource": true
                    },
                    "metadata": {
                      "type": "object"
                    },
                    "nodename": {
                      "description": "Node that the pod runs on.",
                      "type": "string"
                    },
                    "pod": {
                      "description": "Name of the pod.",
                      "type": "string"
                    },
                    "podNamespace": {
                      "description": "Namespace of the pod.",
                      "type": "string"
                    },
                    "replicas": {
                      "description": "Has no effect.",
                      "format": "int32",
                      "nullable": true,
                      "type": "integer"
                    }
                  },
                  "type": "object"
                },
                "status": {
                  "description": "Written by the controllers.",
                  "properties": {
                    "availableReplicas": {
                      "description": "Written by MIC.",
                      "format": "int32",
                      "type": "integer"
                    },
                    "metadata": {
                      "type": "object"
                    },
                    "status": {
                      "description": "State written by MIC.",
                      "type": "string"
                    }
                  },
                  "type": "object"
                }
              },
              "type": "object"
            }
          },
          "served": true,
          "storage": true
        }
      ]
    }
  }
];
