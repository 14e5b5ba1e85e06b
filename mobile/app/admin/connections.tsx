import { AdminOnly } from '@/components/admin/AdminOnly';
import { AdminConnectionsPage } from '@/components/admin/AdminConnectionsPage';

export default function AdminConnectionsRoute() {
  return (
    <AdminOnly>
      <AdminConnectionsPage />
    </AdminOnly>
  );
}
