import { AdminOnly } from '@/components/admin/AdminOnly';
import { IntegrationPage } from '@/components/admin/IntegrationPage';

export default function AdminIntegrationRoute() {
  return (
    <AdminOnly>
      <IntegrationPage />
    </AdminOnly>
  );
}
