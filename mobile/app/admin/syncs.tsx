import { AdminOnly } from '@/components/admin/AdminOnly';
import { SyncsPage } from '@/components/admin/SyncsPage';

export default function AdminSyncsRoute() {
  return (
    <AdminOnly>
      <SyncsPage />
    </AdminOnly>
  );
}
