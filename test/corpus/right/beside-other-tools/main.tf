resource "azurerm_user_assigned_identity" "etl" {
  name = "etl"
}
