export { Home as default } from '@/components/navigation/Home';
